package sharelora.cli;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import sharelora.engine.adapter.AdapterSpec;
import sharelora.engine.adapter.Footprint;
import sharelora.engine.adapter.ParameterCount;
import sharelora.engine.model.config.ModelShape;

/**
 * Methods beside LoRA as it was first published: what they train in numbers, and the bytes of it.
 *
 * @param title the shape and the settings in words
 * @param lora what they are compared to, with the same rank and targets
 * @param replay what replay costs beside; none: it is not asked for
 */
record ParamsTable(String title, ModelShape shape, AdapterSpec lora, int gradientShards, Optional<ReplayCost> replay) {

    void print(List<AdapterSpec> specs, PrintWriter out) {
        out.println(title);
        out.printf(Locale.ROOT, "%-9s %15s %9s%n", "method", "parameters", "of LoRA");
        for (AdapterSpec spec : specs) {
            long count = ParameterCount.of(shape, spec);
            out.printf(Locale.ROOT, "%-9s %,15d %8.2f%%%n", name(spec), count, 100 * ofLora(count));
        }
        out.println();
        out.printf(Locale.ROOT, "%-9s", "bytes");
        for (String column :
                List.of("weights", gradientShards + " gradients", "moments", "state blob", "PEFT folder")) {
            out.printf(Locale.ROOT, " %15s", column);
        }
        out.println();
        for (AdapterSpec spec : specs) {
            Footprint bytes = footprint(spec);
            out.printf(
                    Locale.ROOT,
                    "%-9s %,15d %,15d %,15d %,15d %,15d%n",
                    name(spec),
                    bytes.weights(),
                    bytes.gradients(),
                    bytes.moments(),
                    bytes.state(),
                    bytes.exported());
        }
        replay.ifPresent(cost -> cost.print(specs, this, out));
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
        replay.ifPresent(cost -> fields.put("replay", cost.fields(footprint(spec))));
        return fields;
    }

    private double ofLora(long count) {
        return (double) count / ParameterCount.of(shape, lora);
    }

    private static String name(AdapterSpec spec) {
        return spec.method().id();
    }
}
