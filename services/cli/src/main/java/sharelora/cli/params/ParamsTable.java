package sharelora.cli.params;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import sharelora.engine.adapter.AdapterSpec;
import sharelora.engine.adapter.AverageCost;
import sharelora.engine.adapter.Footprint;
import sharelora.engine.adapter.ParameterCount;
import sharelora.engine.adapter.SearchCost;
import sharelora.engine.model.BaseFootprint;
import sharelora.engine.model.BaseForm;
import sharelora.engine.model.config.ModelConfig;
import sharelora.engine.model.config.ModelShape;
import sharelora.engine.ops.Precision;

/**
 * Methods beside LoRA as it was first published: what they train in numbers, and the bytes of it.
 *
 * @param title the shape and the settings in words
 * @param lora what they are compared to, with the same rank and targets
 * @param average whether to say what a running average adds
 * @param replay what replay costs beside; none: it is not asked for
 */
record ParamsTable(
        String title,
        ModelShape shape,
        AdapterSpec lora,
        int gradientShards,
        boolean average,
        Optional<ReplayCost> replay) {

    void print(List<AdapterSpec> specs, PrintWriter out) {
        out.println(title);
        out.printf(Locale.ROOT, "%-11s %15s %9s%n", "method", "parameters", "of LoRA");
        for (AdapterSpec spec : specs) {
            long count = ParameterCount.of(shape, spec);
            out.printf(Locale.ROOT, "%-11s %,15d %8.2f%%%n", name(spec), count, 100 * ofLora(count));
        }
        out.println();
        out.printf(Locale.ROOT, "%-11s", "bytes");
        for (String column : List.of("weights", gradientShards + " gradients", "moments", "state blob", "checkpoint")) {
            out.printf(Locale.ROOT, " %15s", column);
        }
        out.println();
        for (AdapterSpec spec : specs) {
            Footprint bytes = footprint(spec);
            out.printf(
                    Locale.ROOT,
                    "%-11s %,15d %,15d %,15d %,15d %,15d%n",
                    name(spec),
                    bytes.weights(),
                    bytes.gradients(),
                    bytes.moments(),
                    bytes.state(),
                    bytes.exported());
        }
        printSearches(specs, out);
        printBase(out);
        replay.ifPresent(cost -> cost.print(specs, this, out));
        if (average) {
            printAverage(specs, out);
        }
    }

    /** What a method takes that chooses by the gradients of frozen weights, while it does. */
    private void printSearches(List<AdapterSpec> specs, PrintWriter out) {
        for (AdapterSpec spec : specs) {
            SearchCost.of(shape, spec, gradientShards).ifPresent(cost -> {
                out.println();
                out.printf(
                        Locale.ROOT, "%-11s %15s %15s %15s %15s%n", "search", "scores", "a pass", "passes", "as steps");
                out.printf(
                        Locale.ROOT,
                        "%-11s %,15d %,15d %,15d %,15.1f%n",
                        name(spec),
                        cost.scores(),
                        cost.pass(),
                        cost.passes(),
                        cost.steps());
            });
        }
    }

    private void printAverage(List<AdapterSpec> specs, PrintWriter out) {
        out.println();
        out.printf(Locale.ROOT, "%-11s %15s %15s%n", "average", "state blob", "every step");
        for (AdapterSpec spec : specs) {
            AverageCost cost = AverageCost.of(shape, spec);
            out.printf(Locale.ROOT, "%-11s %,+15d %,+15d%n", name(spec), cost.state(), cost.step());
        }
    }

    /** What the base's frozen weights need in memory, before anyone loads them. */
    private void printBase(PrintWriter out) {
        out.println();
        out.printf(Locale.ROOT, "%-10s %11s %11s %11s%n", "base", "training", "inference", "its head");
        for (BaseForm form : BaseForm.ALL) {
            BaseFootprint bytes = BaseFootprint.of(shape, form);
            boolean infers = form.equals(BaseForm.of(Precision.FLOAT32));
            out.printf(
                    Locale.ROOT,
                    "%-10s %11s %11s %11s%n",
                    form.text(),
                    BaseFootprint.text(bytes.training()),
                    infers ? BaseFootprint.text(bytes.inference()) : "",
                    generates() ? BaseFootprint.text(bytes.words()) : "none");
        }
    }

    private boolean generates() {
        return ModelConfig.of(shape).wordsName().isPresent();
    }

    /** What a method takes in bytes. */
    Footprint footprint(AdapterSpec spec) {
        return Footprint.of(shape, spec, gradientShards);
    }

    /** The same figures by name, an object for each method. */
    List<Map<String, Object>> fields(List<AdapterSpec> specs) {
        return specs.stream().map(this::fields).toList();
    }

    private Map<String, Object> fields(AdapterSpec spec) {
        long count = ParameterCount.of(shape, spec);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("method", name(spec));
        fields.put("parameters", count);
        fields.put("ofLora", ofLora(count));
        fields.put("bytes", footprint(spec));
        SearchCost.of(shape, spec, gradientShards).ifPresent(cost -> fields.put("search", cost));
        replay.ifPresent(cost -> fields.put("replay", cost.fields(footprint(spec))));
        if (average) {
            fields.put("average", AverageCost.of(shape, spec));
        }
        return fields;
    }

    private double ofLora(long count) {
        return (double) count / ParameterCount.of(shape, lora);
    }

    private static String name(AdapterSpec spec) {
        return spec.method().id();
    }
}
