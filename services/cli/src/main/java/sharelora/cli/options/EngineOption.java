package sharelora.cli.options;

import picocli.CommandLine.Option;
import sharelora.engine.EngineChoice;
import sharelora.operations.Problems;

/** The engine of a command that computes. */
public final class EngineOption {

    @Option(
            names = "--engine",
            paramLabel = "NAME",
            description = "What computes: fused or reference (plain ND4J, slow). Default: fused, on a GPU build of ND4J"
                    + " reference")
    private String engine;

    /** The choice; a problem, and the standard one, where there is none of that name. */
    public EngineChoice choice(Problems problems) {
        if (engine == null) {
            return EngineChoice.STANDARD;
        }
        try {
            return EngineChoice.of(engine);
        } catch (IllegalArgumentException e) {
            problems.add("--engine", engine, "one of " + String.join(", ", EngineChoice.ids()));
            return EngineChoice.STANDARD;
        }
    }
}
