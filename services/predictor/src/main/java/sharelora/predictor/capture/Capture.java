package sharelora.predictor.capture;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import sharelora.predictor.compute.Answer;
import sharelora.predictor.compute.EncodedQuery;
import sharelora.predictor.compute.ServedCheckpoint;
import sharelora.schemas.Prediction;
import sharelora.schemas.Query;

/**
 * What a request asked of one job and is to be told, once it is written.
 *
 * @param by the checkpoint that answered
 * @param queries each with an id
 * @param written what is told: one prediction for each query in their order; whoever has given up completes it
 */
record Capture(String job, ServedCheckpoint by, List<Answered> queries, CompletableFuture<List<Prediction>> written) {

    /** A query with what the checkpoint says of it. */
    record Answered(Query query, EncodedQuery encoded, Answer answer) {}
}
