package sharelora.cli.options;

import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import sharelora.engine.EngineChoice;
import sharelora.engine.ops.Arithmetic;
import sharelora.engine.ops.BaseMemory;
import sharelora.engine.ops.Precision;
import sharelora.operations.Problems;

/** How products with a base's weights are computed, in the words of a job's {@code training}. */
public final class ArithmeticOptions {

    @Mixin
    private PrecisionOption precision;

    @Option(
            names = "--quantise",
            split = ",",
            paramLabel = "PART",
            description = "Of the base what int8 rounds: some of layers, embeddings, head. Default: all")
    private List<String> quantise = List.of();

    @Option(
            names = "--outliers",
            defaultValue = "0",
            paramLabel = "SIZE",
            description = "With int8, inputs of a product beyond this stay float32, such as 6. Default: none")
    private double outliers;

    @Option(
            names = "--base-memory",
            defaultValue = "fast",
            description = "Of the base's weights: fast, or small with int8 or nf4. Default: ${DEFAULT-VALUE}")
    private String baseMemory;

    /** Adds what is wrong with the options, and what of them this machine cannot have on that engine. */
    public void check(EngineChoice engine, Problems problems) {
        precision.check(engine, problems);
        if (!BaseMemory.ids().contains(baseMemory)) {
            problems.add("--base-memory", baseMemory, "one of " + String.join(", ", BaseMemory.ids()));
        } else {
            precision.known().ifPresent(known -> check(known, problems));
        }
    }

    private void check(Precision known, Problems problems) {
        try {
            BaseMemory.of(baseMemory).requireFor(known);
        } catch (IllegalArgumentException e) {
            problems.add("--base-memory", baseMemory, "fast here: " + e.getMessage());
            return;
        }
        try {
            arithmetic();
        } catch (IllegalArgumentException e) {
            problems.refuse("--quantise, --outliers", e.getMessage());
        }
    }

    /** What the options say, after {@link #check}. */
    public Arithmetic arithmetic() {
        return Arithmetic.of(precision.value().id(), quantise, outliers).in(BaseMemory.of(baseMemory));
    }
}
