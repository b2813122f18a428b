package sharelora.predictor.http;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import sharelora.predictor.capture.Captures;
import sharelora.predictor.capture.IdTakenException;
import sharelora.predictor.compute.Answer;
import sharelora.predictor.compute.Answered;
import sharelora.predictor.compute.Encoded;
import sharelora.predictor.compute.EncodedQuery;
import sharelora.predictor.compute.QueryTokenizer;
import sharelora.schemas.Job;
import sharelora.schemas.Prediction;
import sharelora.schemas.Stream;

/**
 * {@code POST /v1/jobs/{job}/predictions}. What is not answered has {@code {"error": "..."}} in words.
 *
 * @param captures empty until the predictor runs
 * @param timeout after which an ask is given up
 */
public record Predictions(JobLookup jobs, Supplier<Optional<Captures>> captures, Duration timeout) implements Endpoint {

    private static final Pattern PATH = Pattern.compile("/v1/jobs/([a-z0-9][a-z0-9-]{0,62})/predictions");

    @Override
    public boolean isAt(String path) {
        return PATH.matcher(path).matches();
    }

    @Override
    public HttpMethod method() {
        return HttpMethod.POST;
    }

    @Override
    public JsonObject error(HttpProblem problem) {
        return new JsonObject().put("error", problem.getMessage());
    }

    @Override
    public void answer(Exchange exchange, byte[] body, Executor work) {
        Matcher path = PATH.matcher(exchange.request().path());
        String job = path.matches() ? path.group(1) : "";
        work.execute(() -> {
            try {
                var _ = ask(job, body, exchange.gone())
                        .whenComplete((json, failure) -> exchange.onLoop(() -> finish(exchange, json, failure)));
            } catch (HttpProblem | RuntimeException e) {
                exchange.onLoop(() -> exchange.refuse(e));
            }
        });
    }

    private static void finish(Exchange exchange, JsonObject json, Throwable failure) {
        if (failure == null) {
            exchange.end(200, json);
        } else {
            exchange.refuse(failure);
        }
    }

    private CompletableFuture<JsonObject> ask(String jobId, byte[] body, CompletableFuture<Void> gone)
            throws HttpProblem {
        Job job = jobs.job(jobId)
                .orElseThrow(
                        () -> new HttpProblem(404, "job " + jobId + " is not known: expected one that was submitted"));
        RequestBody asked = RequestBody.of(body);
        JobLookup.Found found = jobs.found(job);
        if (asked.capture()) {
            return captured(found, asked, gone);
        }
        List<EncodedQuery> encoded = encoded(asked, found.stream().tokenizer());
        return answered(found, asked, encoded, gone)
                .thenApply(answered -> AnswerJson.of(job.getJobId(), asked, encoded, answered));
    }

    private CompletableFuture<Answered> answered(
            JobLookup.Found found, RequestBody asked, List<EncodedQuery> encoded, CompletableFuture<Void> gone) {
        CompletableFuture<Answered> answers = found.compute()
                .ask(found.served(), encoded, true)
                .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS); // itself, so that it is not computed then
        var _ = gone.thenRun(() -> answers.cancel(false));
        return answers.thenApply(answered -> whole(found, asked, answered));
    }

    /** What was captured before is told again; else it is told once it is written. */
    private CompletableFuture<JsonObject> captured(
            JobLookup.Found found, RequestBody asked, CompletableFuture<Void> gone) throws HttpProblem {
        Captures writing = captures.get().orElseThrow(JobLookup::starting);
        Stream stream = found.stream().settings();
        String job = found.job().getJobId();
        List<EncodedQuery> encoded = encoded(asked, found.stream().tokenizer());
        CompletableFuture<List<Prediction>> told;
        try {
            told = writing.remembered(stream, job, asked.queries())
                    .map(CompletableFuture::completedFuture)
                    .orElseGet(() -> answered(found, asked, encoded, gone).thenCompose(answered -> {
                        CompletableFuture<List<Prediction>> written =
                                writing.write(stream, job, asked.queries(), encoded, answered);
                        var _ = gone.thenRun(() -> written.cancel(false)); // so that it is not written then
                        return written;
                    }));
        } catch (IdTakenException e) {
            throw taken(asked, e);
        }
        return told.handle((predictions, failure) -> {
            if (failure != null) {
                throw new CompletionException(
                        failure.getCause() instanceof IdTakenException e ? taken(asked, e) : failure);
            }
            return AnswerJson.of(job, asked, predictions);
        });
    }

    private static HttpProblem taken(RequestBody asked, IdTakenException e) {
        return new HttpProblem(409, place(asked, e.index()) + "id: " + e.getMessage());
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

    private static Answered whole(JobLookup.Found found, RequestBody asked, Answered answered) {
        if (answered.by().isEmpty()) {
            throw new CompletionException(found.nobody());
        }
        for (int i = 0; i < answered.answers().size(); i++) {
            if (answered.answers().get(i) instanceof Answer.Refused(String reason, String detail)) {
                throw new CompletionException(new HttpProblem(
                        reason.equals("not-finite") ? 500 : 422, place(asked, i) + reason + ": " + detail));
            }
        }
        return answered;
    }

    private static String place(RequestBody asked, int index) {
        return asked.alone() ? "" : "queries[" + index + "]: ";
    }
}
