package sharelora.predictor.http;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import sharelora.predictor.compute.Answer;
import sharelora.predictor.compute.Answered;
import sharelora.predictor.compute.Encoded;
import sharelora.predictor.compute.EncodedQuery;
import sharelora.predictor.compute.QueryTokenizer;
import sharelora.schemas.Job;

/**
 * {@code POST /v1/jobs/{job}/predictions}. What is not answered has {@code {"error": "..."}} in words.
 *
 * @param timeout after which an ask is given up
 */
public record Predictions(JobLookup jobs, Duration timeout) implements Endpoint {

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
        List<EncodedQuery> encoded = encoded(asked, found.stream().tokenizer());
        CompletableFuture<Answered> answers = found.compute()
                .ask(found.served(), encoded, true)
                .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS); // itself, so that it is not computed then
        var _ = gone.thenRun(() -> answers.cancel(false));
        return answers.thenApply(answered -> response(job, asked, encoded, answered));
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
            throw new CompletionException(JobLookup.nobody(job));
        }
        for (int i = 0; i < encoded.size(); i++) {
            if (answered.answers().get(i) instanceof Answer.Refused(String reason, String detail)) {
                throw new CompletionException(new HttpProblem(
                        reason.equals("not-finite") ? 500 : 422, place(asked, i) + reason + ": " + detail));
            }
        }
        return AnswerJson.of(job.getJobId(), asked, encoded, answered);
    }

    private static String place(RequestBody asked, int index) {
        return asked.alone() ? "" : "queries[" + index + "]: ";
    }
}
