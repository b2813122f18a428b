package sharelora.predictor.stream;

import java.util.List;
import sharelora.predictor.compute.Answered;
import sharelora.predictor.compute.EncodedQuery;
import sharelora.predictor.compute.ServedJob;

/** Asks a job's adapter and waits for what it says. */
@FunctionalInterface
interface Asked {

    /** @throws sharelora.platform.failure.TransientException where it cannot be asked for now */
    Answered answers(ServedJob job, List<EncodedQuery> queries);
}
