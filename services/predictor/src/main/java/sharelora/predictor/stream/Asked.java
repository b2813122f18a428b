package sharelora.predictor.stream;

import java.util.List;
import sharelora.predictor.compute.Answered;
import sharelora.predictor.compute.EncodedQuery;
import sharelora.predictor.compute.ServedJob;

/** Asks jobs' adapters the same and waits for what they say. */
@FunctionalInterface
interface Asked {

    /**
     * What each of them says, in their order.
     *
     * @throws sharelora.platform.failure.TransientException where it cannot be asked for now
     */
    List<Answered> answers(List<ServedJob> jobs, List<EncodedQuery> queries);
}
