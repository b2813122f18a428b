package sharelora.models.learning;

import java.util.Optional;
import sharelora.engine.Engines;
import sharelora.engine.ops.Engine;
import sharelora.schemas.AdapterSnapshot;

/**
 * What a state was computed on, for whoever compares two of them.
 *
 * @param cpuFeatures vector features of the CPU
 * @param engine with its libraries and versions, Java's included
 * @param threads that a step runs on
 */
public record ComputeEnvironment(String cpuFeatures, String engine, int threads) {

    public static ComputeEnvironment of(Engine engine, int threads) {
        return new ComputeEnvironment(
                Engines.cpuFeatures(), engine.description() + " on Java " + Runtime.version(), threads);
    }

    /** In words, where that state was computed on something else, so that bits may differ; empty where it was not. */
    public Optional<String> differenceTo(AdapterSnapshot manifest) {
        return manifest.getCpuFeatures().equals(cpuFeatures)
                        && manifest.getEngine().equals(engine)
                ? Optional.empty()
                : Optional.of("step " + manifest.getStep() + " was computed on " + manifest.getCpuFeatures() + " by "
                        + manifest.getEngine() + ", this is " + cpuFeatures + " and " + engine
                        + ": bits may differ from what they would have been");
    }
}
