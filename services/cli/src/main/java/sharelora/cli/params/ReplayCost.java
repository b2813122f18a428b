package sharelora.cli.params;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import sharelora.engine.adapter.AdapterSpec;
import sharelora.engine.adapter.Footprint;
import sharelora.engine.replay.ReplaySpec;

/**
 * What it costs a job to replay records, beside what its method costs.
 *
 * @param maxLength tokens of a kept record at the most
 */
record ReplayCost(ReplaySpec spec, int maxLength) {

    /** The figures by name. Replayed records have gradient buffers of their own, as many as new ones. */
    Map<String, Object> fields(Footprint bytes) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("records", spec.size());
        fields.put("state", kept());
        fields.put("memory", kept() + bytes.gradients());
        fields.put("recordsOfAStep", 1 + spec.fraction());
        return fields;
    }

    void print(List<AdapterSpec> specs, ParamsTable table, PrintWriter out) {
        out.println();
        out.printf(
                Locale.ROOT,
                "replay of %s: a step computes %s times its new records; up to %,d records of %d tokens%n",
                spec.fraction(),
                1 + spec.fraction(),
                spec.size(),
                maxLength);
        out.printf(Locale.ROOT, "%-9s %15s %15s%n", "bytes", "state blob", "memory");
        for (AdapterSpec adapter : specs) {
            out.printf(
                    Locale.ROOT,
                    "%-9s %+,15d %+,15d%n",
                    adapter.method().id(),
                    kept(),
                    kept() + table.footprint(adapter).gradients());
        }
    }

    private long kept() {
        return ReplaySpec.bytes(spec.size(), maxLength);
    }
}
