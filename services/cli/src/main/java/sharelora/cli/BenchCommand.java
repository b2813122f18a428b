package sharelora.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import sharelora.bench.BenchReport;
import sharelora.bench.DetectorBench;
import sharelora.bench.RandomBases;
import sharelora.bench.StepBench;
import sharelora.bench.StepMeasurement;
import sharelora.bench.StreamBench;
import sharelora.bench.StreamMeasurement;
import sharelora.bench.Workload;
import sharelora.cli.options.ArithmeticOptions;
import sharelora.cli.options.EngineOption;
import sharelora.cli.options.PassOptions;
import sharelora.engine.EngineChoice;
import sharelora.engine.adapter.AdapterMethod;
import sharelora.engine.adapter.AdapterMethods;
import sharelora.engine.adapter.AdapterSpec;
import sharelora.engine.adapter.MethodSettings;
import sharelora.engine.head.HeadSpec;
import sharelora.engine.model.config.KnownShapes;
import sharelora.operations.Problems;
import sharelora.operations.WrongUsageException;
import sharelora.platform.host.Exit;

/** Measures the engine on this machine. */
@Command(
        name = "bench",
        description = "Measures training steps on a shape, or one pass over a file, on this machine.",
        mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Option(
            names = "--shape",
            paramLabel = "NAME",
            description = "A random model of this shape: minilm, bert-base, roberta-base, ... Default: minilm")
    private String shape;

    @Option(names = "--base", paramLabel = "DIR", description = "A base model's folder, in place of --shape.")
    private Path base;

    @Mixin
    private PassOptions pass;

    @Option(names = "--seed", defaultValue = "7", description = "Of start values and noise. Default: ${DEFAULT-VALUE}")
    private long seed;

    @Option(names = "--learning-rate", defaultValue = "2e-3", description = "Default: ${DEFAULT-VALUE}")
    private double learningRate;

    @Option(names = "--sequences", defaultValue = "32", description = "In a batch. Default: ${DEFAULT-VALUE}")
    private int sequences;

    @Option(
            names = "--length",
            defaultValue = "64",
            description = "Tokens of a sequence; of a text at the most. Default: ${DEFAULT-VALUE}")
    private int length;

    @Option(
            names = "--lengths",
            split = ",",
            paramLabel = "N,N,...",
            description = "Tokens of each sequence of an uneven batch, in place of --sequences and --length.")
    private List<Integer> lengths;

    @Option(names = "--method", defaultValue = "share-a", description = "Default: ${DEFAULT-VALUE}")
    private String method;

    @Option(names = "--rank", defaultValue = "8", description = "Default: ${DEFAULT-VALUE}")
    private int rank;

    @Option(names = "--targets", split = ",", defaultValue = "query,value", description = "Default: ${DEFAULT-VALUE}")
    private List<String> targets;

    @Option(
            names = "--head",
            defaultValue = "mean",
            description = "mean, stock, cosine, or language: the loss of every next token. Default: ${DEFAULT-VALUE}")
    private String head;

    @Option(names = "--dropout", description = "The base's own dropout, as its config.json says.")
    private boolean dropout;

    @Mixin
    private ArithmeticOptions arithmetic;

    @Option(
            names = {"--gradient-shards", "--shards"},
            defaultValue = "4",
            description = "Shards that a batch is cut into. Default: ${DEFAULT-VALUE}")
    private int shards;

    @Mixin
    private EngineOption engine;

    @Option(names = "--threads", description = "Default: one a processor")
    private Integer threads;

    @Option(names = "--warm-up", defaultValue = "10", description = "Steps before. Default: ${DEFAULT-VALUE}")
    private int warmUp;

    @Option(names = "--steps", defaultValue = "20", description = "Steps measured. Default: ${DEFAULT-VALUE}")
    private int steps;

    @Option(names = "--profile", description = "Also where CPU time goes, by operation.")
    private boolean profile;

    @Option(names = "--json", description = "One JSON object in place of lines.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        if (threads == null) {
            threads = Runtime.getRuntime().availableProcessors();
        }
        if (shape == null && base == null && pass.file() == null) {
            shape = "minilm";
        }
        EngineChoice choice = check();
        if (pass.guard().detects()) {
            DetectorBench.Said said = pass.guard().said();
            show(said, printout -> printout.print(said));
            return Exit.DONE;
        }
        if (lengths == null) {
            lengths = Collections.nCopies(sequences, length);
        }
        Workload work = new Workload(
                adapter(),
                HeadSpec.of(head),
                lengths,
                pass.keeping(Workload.training(shards, dropout, seed, learningRate)),
                arithmetic.arithmetic());
        if (pass.file() == null) {
            StepBench bench = new StepBench(work, choice, threads, warmUp, steps, profile);
            StepMeasurement figures = base != null
                    ? bench.run(base)
                    : bench.run(KnownShapes.of(shape), engine -> RandomBases.open(engine, shape));
            show(figures, printout -> printout.print(figures));
        } else {
            StreamMeasurement figures = new StreamBench(work, choice, threads, pass.measures()).run(base, pass.file());
            show(figures, printout -> printout.print(figures));
        }
        return Exit.DONE;
    }

    private AdapterSpec adapter() {
        try {
            AdapterMethod known = AdapterMethods.of(method);
            MethodSettings settings =
                    new MethodSettings(Map.of("rank", rank, "alpha", (double) rank, "targets", targets));
            return known.spec(settings.of(known));
        } catch (IllegalArgumentException e) {
            throw WrongUsageException.of(e.getMessage());
        }
    }

    private EngineChoice check() {
        Problems problems = new Problems();
        checkSource(problems);
        if (!HeadSpec.Kind.ids().contains(head)) {
            problems.add("--head", head, "one of " + String.join(", ", HeadSpec.Kind.ids()));
        }
        EngineChoice choice = engine.choice(problems);
        arithmetic.check(choice, problems);
        List<String> methods = AdapterMethods.ids();
        if (!methods.contains(method)) {
            problems.add("--method", method, "one of " + String.join(", ", methods));
        }
        Map.of(
                        "--sequences", sequences,
                        "--length", length,
                        "--rank", rank,
                        "--gradient-shards", shards,
                        "--threads", threads,
                        "--warm-up", warmUp,
                        "--steps", steps)
                .entrySet()
                .stream()
                .sorted(Map.Entry.comparingByKey())
                .filter(number -> number.getValue() < 1)
                .forEach(number -> problems.add(number.getKey(), number.getValue(), "at least 1"));
        if (!(learningRate > 0 && learningRate <= 1)) {
            problems.add("--learning-rate", learningRate, "a number above 0, up to 1");
        }
        problems.throwIfAny("wrong usage");
        return choice;
    }

    private void checkSource(Problems problems) {
        if (base != null && !Files.isDirectory(base)) {
            problems.add("--base", base, "a folder with config.json and model.safetensors");
        }
        if (shape != null && !KnownShapes.names().contains(shape)) {
            problems.add("--shape", shape, "one of " + String.join(", ", KnownShapes.names()));
        }
        if (shape != null && base != null) {
            problems.add("--shape", shape, "either this or --base");
        }
        if (pass.file() != null && base == null) {
            problems.add("--base", null, "a base model's folder, whose tokenizer the texts need");
        }
        pass.check(head.equals(HeadSpec.Kind.LANGUAGE.id()), problems);
    }

    private void show(Object figures, Consumer<BenchReport> lines) throws IOException {
        PrintWriter out = command.commandLine().getOut();
        if (json) {
            ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
            out.println(mapper.writeValueAsString(figures));
        } else {
            lines.accept(new BenchReport(out));
        }
    }
}
