package sharelora.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import sharelora.cli.options.Defaults;
import sharelora.cli.params.ParamsCommand;
import sharelora.operations.WrongUsageException;

/** The {@code sharelora} command. Exit codes: 0 done, 1 failed, 2 wrong usage, 3 fenced by another instance. */
@Command(
        name = "sharelora",
        description = "Keeps one small shared low-rank adapter learning from a Kafka stream, exactly once.",
        footer = "In a checkout, ./sharelora chaos puts the guarantees to the test.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {
            DemoCommand.class,
            BrokerCommand.class,
            TopicsCommand.class,
            ModelCommand.class,
            AdapterCommand.class,
            SubmitCommand.class,
            FeedCommand.class,
            TokenizerCommand.class,
            TrainerCommand.class,
            CheckpointerCommand.class,
            EvaluatorCommand.class,
            PredictorCommand.class,
            ConsoleCommand.class,
            StatusCommand.class,
            DeadLettersCommand.class,
            SkipCommand.class,
            VerifyCommand.class,
            ExplainCommand.class,
            ReplayCommand.class,
            PauseCommand.class,
            ResumeCommand.class,
            RetryCommand.class,
            DeleteCommand.class,
            SuiteCommand.class,
            ResultsCommand.class,
            RollbackCommand.class,
            PromoteCommand.class,
            ScalingCommand.class,
            AclsCommand.class,
            WatchCommand.class,
            ExportCommand.class,
            ParamsCommand.class,
            BenchCommand.class
        })
public final class Main {

    private Main() {}

    public static void main(String[] arguments) {
        if (arguments.length > 0 && arguments[0].equals("demo")) {
            // Before any logger exists: the demo's screen tells what happens, the log only what goes wrong.
            System.setProperty("org.slf4j.simpleLogger.log.sharelora", "warn");
        }
        System.exit(run(arguments));
    }

    /** What the command knows: every subcommand, option and parameter. */
    public static CommandLine commandLine() {
        return new CommandLine(new Main()).setCaseInsensitiveEnumValuesAllowed(true);
    }

    /** Runs one command line and returns its exit code. */
    public static int run(String... arguments) {
        CommandLine command = commandLine();
        CommandLineRun.collectErrors(command);
        try {
            command.setDefaultValueProvider(new Defaults(System.getenv(), Defaults.file(arguments)));
        } catch (WrongUsageException unreadable) {
            return CommandLineRun.failed(unreadable, command);
        }
        return command.setExecutionStrategy(CommandLineRun::run)
                .setExecutionExceptionHandler((failure, failed, parsed) -> CommandLineRun.failed(failure, failed))
                .execute(arguments);
    }
}
