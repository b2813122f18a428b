package sharelora.predictor.http;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import sharelora.platform.kafka.Catalog;
import sharelora.predictor.adapter.FollowedAdapters;
import sharelora.predictor.compute.Answer;
import sharelora.predictor.compute.Answered;
import sharelora.predictor.compute.ComputeThread;
import sharelora.predictor.compute.Encoded;
import sharelora.predictor.compute.EncodedQuery;
import sharelora.predictor.compute.QueryTokenizer;
import sharelora.predictor.compute.ServedJob;
import sharelora.predictor.stream.ServedStream;
import sharelora.schemas.Job;
import sharelora.schemas.JobState;

/**
 * Bodies of requests → answers, on the threads of whoever calls and of the computing. Safe for several threads at once.
 *
 * @param catalog empty until it is known
 * @param streams that are served here, by name
 * @param compute empty until it runs
 * @param timeout after which an ask is given up
 */
public record Predictions(
        Supplier<Optional<Catalog>> catalog,
        Function<String, Optional<ServedStream>> streams,
        Supplier<Optional<ComputeThread>> compute,
        Duration timeout) {

    /**
     * Asks the job's adapter what the body asks.
     *
     * @return completes with the response, or with an {@link HttpProblem}
     * @throws HttpProblem where it cannot be asked
     */
    CompletableFuture<JsonObject> ask(String jobId, byte[] body) throws HttpProblem {
        Catalog known = catalog.get().orElseThrow(() -> new HttpProblem(503, "the predictor is starting"));
        Job job = known.job(jobId)
                .filter(each -> each.getState() != JobState.DELETED)
                .orElseThrow(
                        () -> new HttpProblem(404, "job " + jobId + " is not known: expected one that was submitted"));
        RequestBody asked = RequestBody.of(body);
        ServedStream stream = streams.apply(job.getStream())
                .orElseThrow(() -> new HttpProblem(
                        503,
                        "stream " + job.getStream() + " of job " + jobId
                                + " is not served here: /health/ready says why"));
        ServedJob served = stream.job(jobId).orElseThrow(() -> nobody(job));
        List<EncodedQuery> encoded = encoded(asked, stream.tokenizer());
        return compute.get()
                .orElseThrow(() -> new HttpProblem(503, "the predictor is starting"))
                .ask(served, encoded, true)
                .orTimeout(
                        timeout.toMillis(), TimeUnit.MILLISECONDS) // of the ask itself, so that it is not computed then
                .thenApply(answered -> response(job, asked, encoded, answered));
    }

    private static List<EncodedQuery> encoded(RequestBody asked, QueryTokenizer tokenizer) throws HttpProblem {
        List<EncodedQuery> encoded = new ArrayList<>();
        for (int i = 0; i < asked.queries().size(); i++) {
            switch (tokenizer.encode(asked.queries().get(i))) {
                case Encoded.Asked(EncodedQuery query) -> encoded.add(query);
                case Encoded.Refused(String reason, String detail) ->
                    throw new HttpProblem(422, place(asked, i) + reason + ": " + detail);
            }
        }
        return List.copyOf(encoded);
    }

    private static JsonObject response(Job job, RequestBody asked, List<EncodedQuery> encoded, Answered answered) {
        if (answered.by().isEmpty()) {
            throw new CompletionException(nobody(job));
        }
        for (int i = 0; i < encoded.size(); i++) {
            if (answered.answers().get(i) instanceof Answer.Refused(String reason, String detail)) {
                throw new CompletionException(new HttpProblem(
                        reason.equals("not-finite") ? 500 : 422, place(asked, i) + reason + ": " + detail));
            }
        }
        return AnswerJson.of(job.getJobId(), asked, encoded, answered);
    }

    private static HttpProblem nobody(Job job) {
        return new HttpProblem(
                503,
                "no checkpoint answers for job " + job.getJobId() + " yet: awaits " + FollowedAdapters.awaited(job));
    }

    private static String place(RequestBody asked, int index) {
        return asked.alone() ? "" : "queries[" + index + "]: ";
    }
}
