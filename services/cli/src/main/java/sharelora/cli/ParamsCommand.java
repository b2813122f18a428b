package sharelora.cli;

import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import sharelora.engine.adapter.AdapterSpec;
import sharelora.engine.adapter.Method;
import sharelora.engine.adapter.Variant;
import sharelora.engine.model.config.KnownShapes;
import sharelora.engine.model.config.ModelShape;
import sharelora.engine.model.config.Projection;
import sharelora.operations.Problems;
import sharelora.platform.host.Exit;

/** Prints how many numbers each method trains and the bytes that this takes, without loading any weights. */
@Command(
        name = "params",
        description = "Prints what each method trains on a model's shape, in numbers and in bytes (head not counted).",
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

    @Option(
            names = "--share",
            split = ",",
            description = "Targets that share; the others are plain LoRA. Default: all of them")
    private List<String> share;

    @Option(names = "--frozen-a", description = "A is not trained.")
    private boolean frozenA;

    @Option(
            names = "--gradient-shards",
            defaultValue = "4",
            description = "Gradient buffers, as in a job's training. Default: ${DEFAULT-VALUE}")
    private int gradientShards;

    @Override
    public Integer call() {
        check();
        ModelShape shape = KnownShapes.of(base);
        List<String> chosen = targets.equals(ALL) ? names(shape) : targets;
        List<Method> methods = method == null ? List.of(Method.values()) : List.of(Method.of(method));
        new ParamsTable(base, shape, spec(Method.LORA, chosen).as(Variant.PLAIN), gradientShards)
                .print(
                        methods.stream().map(each -> spec(each, chosen)).toList(),
                        command.commandLine().getOut());
        return Exit.DONE;
    }

    private AdapterSpec spec(Method each, List<String> chosen) {
        List<String> shared = share == null ? chosen : share;
        return new AdapterSpec(each, rank, 1, 0, chosen, each.shares() ? shared : List.of())
                .as(new Variant(false, 1, frozenA));
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
        if (gradientShards < 1 || gradientShards > 1_024) {
            problems.add("--gradient-shards", gradientShards, "1 to 1024");
        }
        List<String> there = known ? KnownShapes.of(base).targets() : ModelShape.PROJECTIONS;
        if (!targets.equals(ALL) && !areSome(targets, there)) {
            problems.add("--targets", String.join(",", targets), "all, or some of " + String.join(", ", there));
        }
        List<String> chosen = targets.equals(ALL) ? there : targets;
        if (share != null && !areSome(share, chosen)) {
            problems.add("--share", String.join(",", share), "some of the targets " + String.join(", ", chosen));
        }
        problems.throwIfAny("wrong usage");
    }

    private static boolean areSome(List<String> names, List<String> there) {
        return new HashSet<>(names).size() == names.size() && there.containsAll(names);
    }

    private static List<String> names(ModelShape shape) {
        return shape.projections().stream().map(Projection::name).toList();
    }
}
