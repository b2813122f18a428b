package sharelora.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import sharelora.engine.adapter.AdapterSpec;
import sharelora.engine.adapter.Footprint;
import sharelora.engine.adapter.ParameterCount;
import sharelora.engine.model.config.ModelShape;

/**
 * Methods beside LoRA as it was first published: what they train in numbers, and the bytes of it.
 *
 * @param base name of the shape
 * @param lora what they are compared to, with the same rank and targets
 */
record ParamsTable(String base, ModelShape shape, AdapterSpec lora, int gradientShards) {

    void print(List<AdapterSpec> specs, PrintWriter out) {
        out.printf(Locale.ROOT, "%s, rank %d, %s%n", base, lora.rank(), String.join("+", lora.targets()));
        out.printf(Locale.ROOT, "%-9s %15s %9s%n", "method", "parameters", "of LoRA");
        long all = ParameterCount.of(shape, lora);
        for (AdapterSpec spec : specs) {
            long count = ParameterCount.of(shape, spec);
            out.printf(Locale.ROOT, "%-9s %,15d %8.2f%%%n", name(spec), count, 100.0 * count / all);
        }
        out.println();
        out.printf(Locale.ROOT, "%-9s", "bytes");
        for (String column :
                List.of("weights", gradientShards + " gradients", "moments", "state blob", "PEFT folder")) {
            out.printf(Locale.ROOT, " %15s", column);
        }
        out.println();
        for (AdapterSpec spec : specs) {
            Footprint bytes = Footprint.of(shape, spec, gradientShards);
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
    }

    private static String name(AdapterSpec spec) {
        return spec.method().id();
    }
}
