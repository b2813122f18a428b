package sharelora.engine.training;

import sharelora.engine.ops.Engine;
import sharelora.engine.ops.Flat;

/** The running average of a job's P trained values, in an engine's memory. */
final class SlowCopy {

    private final Engine engine;
    private final AverageSpec spec;
    private final Flat numbers;

    SlowCopy(Engine engine, AverageSpec spec, int size) {
        this.engine = engine;
        this.spec = spec;
        this.numbers = engine.flat(size);
    }

    /** Goes on from a state's average. */
    void write(float[] slow) {
        numbers.write(0, slow);
    }

    /**
     * Takes in what an update has made of the values.
     *
     * @param t updates since the average began, this one included: from 1
     */
    void follow(Flat values, long t) {
        engine.average(numbers, values, spec.share(t));
    }

    /** Begins anew at the present values. */
    void restart(Flat values) {
        write(values.read(0, numbers.size()));
    }

    /** A copy of all P numbers. */
    float[] read() {
        return numbers.read(0, numbers.size());
    }
}
