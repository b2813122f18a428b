package sharelora.cli;

import sharelora.engine.EngineChoice;
import sharelora.engine.Engines;
import sharelora.engine.ops.BaseMemory;
import sharelora.engine.ops.Precision;
import sharelora.operations.Problems;

/** The option {@code --precision}, of commands that train in this process. */
final class Precisions {

    private Precisions() {}

    /** Adds a problem where there is no such precision, or this machine cannot have it on that engine. */
    static void check(String precision, EngineChoice engine, Problems problems) {
        if (!Precision.ids().contains(precision)) {
            problems.add("--precision", precision, "one of " + String.join(", ", Precision.ids()));
            return;
        }
        try {
            Engines.require(engine, Precision.of(precision));
        } catch (IllegalArgumentException e) {
            problems.add("--precision", precision, "float32 here: " + e.getMessage());
        }
    }

    /** Adds a problem where there is no such memory of the base's weights, or none with that precision. */
    static void checkMemory(String memory, String precision, Problems problems) {
        if (!BaseMemory.ids().contains(memory)) {
            problems.add("--base-memory", memory, "one of " + String.join(", ", BaseMemory.ids()));
        } else if (Precision.ids().contains(precision)) {
            try {
                BaseMemory.of(memory).requireFor(Precision.of(precision));
            } catch (IllegalArgumentException e) {
                problems.add("--base-memory", memory, "fast here: " + e.getMessage());
            }
        }
    }
}
