package sharelora.cli.params;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import sharelora.cli.options.ReplayOptions;
import sharelora.engine.adapter.AdapterMethod;
import sharelora.engine.adapter.AdapterMethods;
import sharelora.engine.adapter.AdapterSpec;
import sharelora.engine.adapter.Changes;
import sharelora.engine.adapter.MethodSettings;
import sharelora.engine.model.config.KnownShapes;
import sharelora.engine.model.config.ModelShape;
import sharelora.engine.model.config.Projection;
import sharelora.operations.Problems;
import sharelora.operations.WrongUsageException;
import sharelora.platform.host.Exit;

/** Prints how many numbers each method trains and the bytes that this takes, without loading any weights. */
@Command(
        name = "params",
        description = "Prints what each method trains on a model's shape, in numbers and in bytes (head not counted).",
        mixinStandardHelpOptions = true)
public final class ParamsCommand implements Callable<Integer> {

    private static final List<String> ALL = List.of("all");

    @Spec
    private CommandSpec command;

    @Option(
            names = "--base",
            paramLabel = "NAME",
            defaultValue = "minilm",
            description = "Model shape. Default: ${DEFAULT-VALUE}")
    private String base;

    @Option(names = "--method", paramLabel = "METHOD", description = "Only this method. Default: all")
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
            names = "--inject",
            description = "LoR2C's pairs may give way to LoRA at the targets: all that may ever train.")
    private boolean inject;

    @Option(
            names = "--gradient-shards",
            defaultValue = "4",
            description = "Gradient buffers, as in a job's training. Default: ${DEFAULT-VALUE}")
    private int gradientShards;

    @Option(
            names = "--average",
            description = "What a running average adds: to memory and state, and to read and write at every step.")
    private boolean average;

    @Mixin
    private ReplayOptions replay;

    @Option(names = "--classes", paramLabel = "C", description = "Also what the heads for so many classes train.")
    private Integer classes;

    @Option(names = "--json", description = "A list of JSON objects in place of a table.")
    private boolean json;

    @Override
    public Integer call() throws JsonProcessingException {
        check();
        ModelShape shape = KnownShapes.of(base);
        List<String> chosen = targets.equals(ALL) ? names(shape) : targets;
        MethodSettings plain = new MethodSettings(Map.of("rank", rank, "targets", chosen));
        MethodSettings asked = plain.with(
                        new MethodSettings(Map.of("share", share == null ? List.of() : share, "frozenA", frozenA)))
                .with(new MethodSettings(inject ? Map.of("inject", new Changes(1, 1)) : Map.of()));
        List<AdapterSpec> specs = AdapterMethods.all().stream()
                .filter(each -> method == null || each.id().equals(method))
                .flatMap(each -> spec(each, asked).stream())
                .toList();
        AdapterSpec lora = AdapterMethods.of("lora").spec(plain);
        String title = base + ", rank " + rank + ", " + String.join("+", inOrder(chosen));
        Optional<ReplayCost> cost = replay.spec().map(spec -> new ReplayCost(spec, replay.maxLength()));
        ParamsTable table = new ParamsTable(title, shape, lora, gradientShards, average, cost);
        PrintWriter out = command.commandLine().getOut();
        Optional<HeadCost> heads = Optional.ofNullable(classes).map(count -> new HeadCost(shape, count));
        if (json) {
            List<Map<String, Object>> fields = table.fields(specs);
            heads.ifPresent(known -> fields.forEach(each -> each.put("heads", known.fields())));
            out.println(new ObjectMapper().writeValueAsString(fields));
        } else {
            table.print(specs, out);
            heads.ifPresent(known -> known.print(out));
        }
        return Exit.DONE;
    }

    /** None where there is no such adapter, and nobody asked for that method. */
    private Optional<AdapterSpec> spec(AdapterMethod each, MethodSettings asked) {
        try {
            return Optional.of(each.spec(asked.of(each)));
        } catch (IllegalArgumentException e) {
            if (method == null) {
                return Optional.empty();
            }
            throw WrongUsageException.of(method + ": " + e.getMessage());
        }
    }

    private void check() {
        Problems problems = new Problems();
        boolean known = KnownShapes.names().contains(base);
        if (!known) {
            problems.add("--base", base, "one of " + String.join(", ", KnownShapes.names()));
        }
        List<String> methods = AdapterMethods.ids();
        if (method != null && !methods.contains(method)) {
            problems.add("--method", method, "one of " + String.join(", ", methods));
        }
        if (rank < 1) {
            problems.add("--rank", rank, "at least 1");
        }
        if (gradientShards < 1 || gradientShards > 1_024) {
            problems.add("--gradient-shards", gradientShards, "1 to 1024");
        }
        if (classes != null && classes < 2) {
            problems.add("--classes", classes, "at least 2");
        }
        replay.check(problems);
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

    private static List<String> inOrder(List<String> chosen) {
        return ModelShape.PROJECTIONS.stream().filter(chosen::contains).toList();
    }

    private static List<String> names(ModelShape shape) {
        return shape.projections().stream().map(Projection::name).toList();
    }
}
