package sharelora.cli.options;

import java.util.Optional;
import picocli.CommandLine.Option;
import sharelora.engine.EngineChoice;
import sharelora.engine.Engines;
import sharelora.engine.ops.Precision;
import sharelora.operations.Problems;

/** The precision of commands that train in this process. */
public final class PrecisionOption {

    @Option(
            names = "--precision",
            defaultValue = "float32",
            description =
                    "Of products with the base's weights: float32, bfloat16, int8 or nf4. Default: ${DEFAULT-VALUE}")
    private String precision;

    /** Adds a problem where there is no such precision, or this machine cannot have it on that engine. */
    public void check(EngineChoice engine, Problems problems) {
        if (known().isEmpty()) {
            problems.add("--precision", precision, "one of " + String.join(", ", Precision.ids()));
            return;
        }
        try {
            Engines.require(engine, Precision.of(precision));
        } catch (IllegalArgumentException e) {
            problems.add("--precision", precision, "float32 here: " + e.getMessage());
        }
    }

    /** What the option says, where there is such a precision. */
    public Optional<Precision> known() {
        return Precision.ids().contains(precision) ? Optional.of(Precision.of(precision)) : Optional.empty();
    }

    /** What the option says, after {@link #check}. */
    public Precision value() {
        return Precision.of(precision);
    }
}
