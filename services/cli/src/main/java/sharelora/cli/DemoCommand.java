package sharelora.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import sharelora.cli.data.ExampleFields;
import sharelora.cli.data.JavadocSentences;
import sharelora.cli.data.JsonLines;
import sharelora.cli.data.LabelledText;
import sharelora.cli.demo.Demo;
import sharelora.cli.demo.DemoConfig;
import sharelora.cli.demo.Report;
import sharelora.cli.demo.Screen;
import sharelora.cli.demo.Summary;
import sharelora.cli.options.Home;
import sharelora.engine.adapter.Method;
import sharelora.platform.host.Exit;

/** The whole flow on an embedded broker, on real text, in a few minutes. */
@Command(
        name = "demo",
        description = "Runs every stage on an embedded Kafka broker: learns to tell eight libraries by their Javadoc.",
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Option(names = "--records", defaultValue = "4000", description = "Training records. Default: ${DEFAULT-VALUE}")
    private int records;

    @Option(
            names = "--seed",
            defaultValue = "7",
            description = "Seed of order and initialisation. Default: ${DEFAULT-VALUE}")
    private long seed;

    @Option(
            names = "--method",
            defaultValue = "share-a",
            description = "lora, share-a, share-b or share-ab. Default: ${DEFAULT-VALUE}")
    private String method;

    @Option(names = "--report", paramLabel = "FILE", description = "Also write what was measured as JSON.")
    private Path report;

    @Option(names = "--data", paramLabel = "DIR", description = "Its own folder. Default: ~/.sharelora/demo")
    private Path data;

    @Option(
            names = "--file",
            paramLabel = "F.jsonl",
            description = "Your own {\"id\",\"text\",\"label\"} lines, all of them, in place of the Javadoc sentences.")
    private Path file;

    @Override
    public Integer call() throws Exception {
        check();
        List<LabelledText> texts = file == null ? JavadocSentences.read(Home.downloads(), seed) : ownTexts(file);
        DemoConfig config = new DemoConfig(
                data == null ? Home.folder().resolve("demo") : data,
                texts,
                LabelledText.labels(texts),
                file == null ? records : Integer.MAX_VALUE,
                Method.of(method),
                seed);
        Report measured = run(config);
        Summary.print(measured, command.commandLine().getOut());
        if (report != null) {
            measured.write(report);
        }
        return Exit.DONE;
    }

    private Report run(DemoConfig config) throws IOException, InterruptedException {
        try (Screen screen = Screen.of(command.commandLine().getOut())) {
            // Ctrl-C ends the JVM from here: the shell's prompt belongs below the bar, not behind it.
            Runtime.getRuntime().addShutdownHook(new Thread(screen::close));
            return Demo.run(config, screen);
        }
    }

    private void check() {
        Problems problems = new Problems();
        if (records < 64) {
            problems.add("--records", records, "at least 64");
        }
        List<String> methods = List.of(Method.values()).stream().map(Method::id).toList();
        if (!methods.contains(method)) {
            problems.add("--method", method, "one of " + String.join(", ", methods));
        }
        if (report != null && (Files.isDirectory(report) || !Files.isWritable(folderOf(report)))) {
            problems.add("--report", report, "a file in a folder that can be written to");
        }
        if (file != null && (Files.isDirectory(file) || !Files.isReadable(file))) {
            problems.add("--file", file, "a readable file of JSON lines");
        }
        problems.throwIfAny("wrong usage");
    }

    private static Path folderOf(Path file) {
        return file.toAbsolutePath().getParent();
    }

    private List<LabelledText> ownTexts(Path file) throws IOException {
        JsonLines lines = JsonLines.of(ExampleFields.of(Map.of()));
        List<LabelledText> texts = LabelledText.read(file, lines);
        PrintWriter out = command.commandLine().getOut();
        lines.skipped().forEach(out::println);
        out.flush();
        List<String> labels = LabelledText.labels(texts);
        if (labels.size() < 2) {
            throw WrongUsageException.of("--file: '" + file + "' has labels " + labels + ", expected at least two");
        }
        return texts;
    }
}
