package sharelora.trainer;

import sharelora.engine.Engines;
import sharelora.engine.ops.Engine;

/**
 * What a state was computed on, for whoever compares two of them.
 *
 * @param cpuFeatures vector features of the CPU
 * @param engine with its libraries and versions
 * @param threads that a step runs on
 */
record Machine(String cpuFeatures, String engine, int threads) {

    static Machine of(Engine engine, int threads) {
        return new Machine(Engines.cpuFeatures(), engine.description(), threads);
    }
}
