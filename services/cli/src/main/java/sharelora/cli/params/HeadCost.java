package sharelora.cli.params;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import sharelora.engine.head.HeadPlan;
import sharelora.engine.head.HeadSpec;
import sharelora.engine.model.config.ModelShape;
import sharelora.engine.parameter.MatrixSpec;

/** What the heads for so many classes train, beside any method. */
record HeadCost(ModelShape shape, int classes) {

    private static final List<HeadSpec> HEADS = List.of(HeadSpec.MEAN, HeadSpec.STOCK, HeadSpec.COSINE);

    /** Trained numbers by the head's name. */
    Map<String, Long> fields() {
        Map<String, Long> numbers = new LinkedHashMap<>();
        for (HeadSpec head : HEADS) {
            numbers.put(
                    head.kind().id(),
                    HeadPlan.of(head, shape, classes).matrices().stream()
                            .mapToLong(MatrixSpec::size)
                            .sum());
        }
        return numbers;
    }

    void print(PrintWriter out) {
        out.println();
        out.printf(Locale.ROOT, "%-9s %15s%n", "head", "parameters");
        fields().forEach((head, numbers) -> out.printf(Locale.ROOT, "%-9s %,15d%n", head, numbers));
    }
}
