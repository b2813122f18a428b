package sharelora.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import sharelora.operations.WrongUsageException;
import sharelora.platform.host.Exit;

/** How a parsed command line ends: every wrong option in one report, every failure in one clear line. */
final class CommandLineRun {

    private static final Logger log = LoggerFactory.getLogger(CommandLineRun.class);

    private CommandLineRun() {}

    /** Makes the parser go on after an error, in every subcommand: each has a parser of its own. */
    static void collectErrors(CommandLine command) {
        command.getCommandSpec().parser().collectErrors(true);
        command.getSubcommands().values().forEach(CommandLineRun::collectErrors);
    }

    /** Runs the last subcommand, or reports all that is wrong with the command line and returns 2. */
    static int run(ParseResult parsed) {
        List<String> errors = new ArrayList<>();
        CommandLine last = parsed.commandSpec().commandLine();
        for (ParseResult level = parsed; level != null; level = level.hasSubcommand() ? level.subcommand() : null) {
            last = level.commandSpec().commandLine();
            level.errors().forEach(error -> errors.add(error.getMessage()));
        }
        boolean asksForHelp = CommandLine.executeHelpRequest(parsed) != null;
        if (errors.isEmpty() || asksForHelp) {
            return asksForHelp ? ExitCode.OK : new RunLast().execute(parsed);
        }
        report(last, "wrong usage", errors);
        last.getErr().println("Try: " + last.getCommandSpec().qualifiedName() + " --help");
        return ExitCode.USAGE;
    }

    /** One line for what failed; the stack goes to the debug log. */
    static int failed(Exception failure, CommandLine command) {
        log.debug("command failed", failure);
        if (failure instanceof WrongUsageException wrong) {
            report(command, wrong.getMessage(), wrong.problems());
            return ExitCode.USAGE;
        }
        String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        report(command, message, List.of());
        return Exit.codeOf(failure);
    }

    private static void report(CommandLine command, String what, List<String> problems) {
        PrintWriter err = command.getErr();
        err.println(command.getCommandSpec().qualifiedName() + ": " + what);
        problems.forEach(problem -> err.println("  " + problem));
    }
}
