package sharelora.cli.deployment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import sharelora.cli.Main;
import sharelora.cli.options.Defaults;
import sharelora.platform.stage.StageDeclarations;
import sharelora.platform.stage.StageProcess;

/**
 * A call of the command that some file makes, taken apart by the command's own parser.
 *
 * @param spec of the subcommand that it comes to
 */
record Command(CommandSpec spec) {

    /**
     * Parses, and runs nothing.
     *
     * @throws CommandLine.ParameterException for a subcommand, option, parameter or value that there is not
     */
    static Command of(List<String> arguments, Map<String, String> environment) {
        CommandLine line = Main.commandLine().setDefaultValueProvider(new Defaults(environment, new Properties()));
        ParseResult parsed = line.parseArgs(arguments.toArray(String[]::new));
        while (parsed.hasSubcommand()) {
            parsed = parsed.subcommand();
        }
        return new Command(parsed.commandSpec());
    }

    /** The stage that it starts. */
    StageProcess stage() {
        return StageDeclarations.processes().stream()
                .filter(process -> process.word().equals(spec.name()))
                .findFirst()
                .orElseThrow();
    }

    /** Whether anybody reads that variable: the command as an option of its own, a launcher, or the code by its name. */
    boolean reads(String variable) {
        return optionVariables().contains(variable)
                || Deployed.text("infra/build/launch").contains("${" + variable)
                || Sources.ALL.contains('"' + variable + '"');
    }

    private List<String> optionVariables() {
        return spec.options().stream()
                .map(option -> option.longestName().replaceFirst("^-+", ""))
                .map(name -> "SHARELORA_" + name.toUpperCase(Locale.ROOT).replace('-', '_'))
                .toList();
    }

    /** All that is compiled into the product, read once. */
    private static final class Sources {

        private static final String ALL = Stream.of("schemas", "services")
                .flatMap(folder -> Deployed.files(folder, ".java").stream())
                .filter(file -> file.toString().contains("/src/main/"))
                .map(Sources::read)
                .collect(Collectors.joining());

        private static String read(Path file) {
            try {
                return Files.readString(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
