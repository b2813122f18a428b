package sharelora.cli;

import java.io.PrintWriter;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import sharelora.engine.adapter.AdapterSpec;
import sharelora.engine.adapter.Method;
import sharelora.engine.adapter.ParameterCount;
import sharelora.engine.model.KnownShapes;
import sharelora.engine.model.ModelShape;
import sharelora.engine.model.Projection;
import sharelora.platform.host.Exit;

/** Prints how many numbers each method trains, without loading any weights. */
@Command(
        name = "params",
        description = "Prints the trainable parameters of each method for a model's shape (head not counted).",
        mixinStandardHelpOptions = true)
final class ParamsCommand implements Callable<Integer> {

    private static final List<String> ALL = List.of("all");

    @Spec
    private CommandSpec command;

    @Option(
            names = "--base",
            paramLabel = "NAME",
            defaultValue = "minilm",
            description = "Model shape. Default: ${DEFAULT-VALUE}")
    private String base;

    @Option(names = "--method", paramLabel = "METHOD", description = "Only this method. Default: all four")
    private String method;

    @Option(names = "--rank", defaultValue = "8", description = "Rank. Default: ${DEFAULT-VALUE}")
    private int rank;

    @Option(
            names = "--targets",
            split = ",",
            defaultValue = "query,value",
            description = "Projections that carry the adapter, or all. Default: ${DEFAULT-VALUE}")
    private List<String> targets;

    @Override
    public Integer call() {
        check();
        print(KnownShapes.of(base));
        return Exit.DONE;
    }

    private void check() {
        Problems problems = new Problems();
        boolean known = KnownShapes.names().contains(base);
        if (!known) {
            problems.add("--base", base, "one of " + String.join(", ", KnownShapes.names()));
        }
        List<String> methods = Stream.of(Method.values()).map(Method::id).toList();
        if (method != null && !methods.contains(method)) {
            problems.add("--method", method, "one of " + String.join(", ", methods));
        }
        if (rank < 1) {
            problems.add("--rank", rank, "at least 1");
        }
        List<String> there = known ? names(KnownShapes.of(base)) : ModelShape.PROJECTIONS;
        boolean distinct = new HashSet<>(targets).size() == targets.size();
        if (!targets.equals(ALL) && !(distinct && there.containsAll(targets))) {
            problems.add("--targets", String.join(",", targets), "all, or some of " + String.join(", ", there));
        }
        problems.throwIfAny("wrong usage");
    }

    private static List<String> names(ModelShape shape) {
        return shape.projections().stream().map(Projection::name).toList();
    }

    private void print(ModelShape shape) {
        List<String> chosen = targets.equals(ALL) ? names(shape) : targets;
        List<Method> methods = method == null ? List.of(Method.values()) : List.of(Method.of(method));
        long lora = count(shape, Method.LORA, chosen);
        PrintWriter out = command.commandLine().getOut();
        out.printf(Locale.ROOT, "%s, rank %d, %s%n", base, rank, String.join("+", chosen));
        out.printf(Locale.ROOT, "%-9s %15s %9s%n", "method", "parameters", "of LoRA");
        for (Method each : methods) {
            long count = count(shape, each, chosen);
            out.printf(Locale.ROOT, "%-9s %,15d %8.2f%%%n", each.id(), count, 100.0 * count / lora);
        }
    }

    private long count(ModelShape shape, Method each, List<String> chosen) {
        return ParameterCount.of(shape, new AdapterSpec(each, rank, 1, 0, chosen));
    }
}
