package sharelora.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.OptionalDouble;
import sharelora.engine.adapter.AdapterMethod;
import sharelora.engine.ops.Precision;

/**
 * What a demo trains and how, as its command line says.
 *
 * @param learningRate none: as a job has it by default
 * @param seed of order and initialisation
 * @param average decay of the running average that checkpoints are made of; none: there is no average
 * @param replay replayed records for each new one; none: nothing is replayed
 */
public record DemoLearner(
        AdapterMethod method,
        int rank,
        OptionalDouble learningRate,
        Precision precision,
        long seed,
        OptionalDouble average,
        OptionalDouble replay) {

    /** Rank 8 at the default rate, with neither average nor replay. */
    public static DemoLearner of(AdapterMethod method, Precision precision, long seed) {
        OptionalDouble none = OptionalDouble.empty();
        return new DemoLearner(method, 8, none, precision, seed, none, none);
    }

    /** Writes adapter, training, average and replay into a job file; returns its training, for the rest. */
    public ObjectNode writeTo(ObjectNode job) {
        job.putObject("adapter").put("method", method.id()).put("rank", rank);
        ObjectNode training = job.putObject("training").put("seed", seed).put("precision", precision.id());
        replay.ifPresent(fraction -> job.putObject("replay").put("fraction", fraction));
        learningRate.ifPresent(rate -> training.put("learningRate", rate));
        average.ifPresent(decay -> job.putObject("average").put("decay", decay));
        return training;
    }
}
