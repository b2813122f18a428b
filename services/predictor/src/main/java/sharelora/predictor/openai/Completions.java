package sharelora.predictor.openai;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import sharelora.predictor.chat.ChatTemplate;
import sharelora.predictor.compute.Continuing;
import sharelora.predictor.compute.Encoded;
import sharelora.predictor.compute.EncodedQuery;
import sharelora.predictor.compute.QueryTokenizer;
import sharelora.predictor.http.Endpoint;
import sharelora.predictor.http.Exchange;
import sharelora.predictor.http.HttpProblem;
import sharelora.predictor.http.JobLookup;
import sharelora.schemas.Job;
import sharelora.schemas.Query;
import sharelora.schemas.Task;

/**
 * {@code POST /v1/completions}, or {@code POST /v1/chat/completions}: what a job's adapter makes of prompts, or says next in
 * a conversation.
 *
 * @param chat which of both
 * @param timeout after which a text that has not ended is given up
 */
public record Completions(JobLookup jobs, Models models, boolean chat, Duration timeout) implements Endpoint {

    private static final String TOO_LONG = "context_length_exceeded";

    @Override
    public boolean isAt(String path) {
        return path.equals(chat ? "/v1/chat/completions" : "/v1/completions");
    }

    @Override
    public HttpMethod method() {
        return HttpMethod.POST;
    }

    @Override
    public JsonObject error(HttpProblem problem) {
        return OpenAiErrors.json(problem);
    }

    @Override
    public void answer(Exchange exchange, byte[] body, Executor work) {
        work.execute(() -> {
            try {
                ask(exchange, body);
            } catch (HttpProblem | RuntimeException e) {
                exchange.onLoop(() -> exchange.refuse(e));
            }
        });
    }

    private void ask(Exchange exchange, byte[] body) throws HttpProblem {
        PromptRequest request = chat ? PromptRequest.chat(body) : PromptRequest.completion(body);
        Job job = models.job(request.model());
        if (job.getTask() != Task.GENERATION) {
            throw new HttpProblem(
                            400,
                            "model: job " + job.getJobId() + " generates no text, expected one that does; ask this one"
                                    + " at POST /v1/jobs/" + job.getJobId() + "/predictions")
                    .at("model")
                    .coded("model_not_supported");
        }
        JobLookup.Found found = jobs.found(job);
        QueryTokenizer tokenizer = found.stream().tokenizer();
        List<EncodedQuery> prompts = new ArrayList<>();
        for (String prompt : written(request.asked(), tokenizer)) {
            prompts.add(encoded(prompt, tokenizer, request.options()));
        }
        ResponseForm form = ResponseForm.of(chat, request, tokenizer::words);
        Continuing texts = new RunningRequest(exchange, request, found, prompts, form).texts(found.served());
        texts.continued().orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
        var _ = exchange.gone().thenRun(() -> texts.continued().cancel(false));
        found.compute().ask(texts);
    }

    private static List<String> written(PromptRequest.Asked asked, QueryTokenizer tokenizer) throws HttpProblem {
        return switch (asked) {
            case PromptRequest.Asked.Prompts(List<String> texts) -> texts;
            case PromptRequest.Asked.Chat(var messages) -> {
                ChatTemplate template = tokenizer
                        .chat()
                        .orElseThrow(() -> new HttpProblem(
                                        400,
                                        "model: its base has no chat template, expected one that has; ask this one at"
                                                + " POST /v1/completions")
                                .at("model")
                                .coded("model_not_supported"));
                try {
                    yield List.of(template.prompt(messages));
                } catch (IllegalArgumentException e) {
                    throw new HttpProblem(400, "messages: " + e.getMessage()).at("messages");
                }
            }
        };
    }

    /** A prompt is never cut: what a conversation ends with is what is asked. */
    private EncodedQuery encoded(String prompt, QueryTokenizer tokenizer, GenerationOptions options)
            throws HttpProblem {
        String field = chat ? "messages" : "prompt";
        Encoded encoded =
                chat ? tokenizer.encodeWritten(prompt) : tokenizer.encode(new Query("", prompt, null, null, false));
        return switch (encoded) {
            case Encoded.Asked(EncodedQuery query) when query.truncated() -> throw tooLong(field, tokenizer);
            case Encoded.Asked(EncodedQuery query) ->
                new EncodedQuery(
                        query.ids(),
                        query.second(),
                        false,
                        Math.min(query.most(), options.most().orElse(Integer.MAX_VALUE)));
            case Encoded.Refused(String reason, String detail) ->
                throw reason.equals("no-room-for-completion")
                        ? tooLong(field, tokenizer)
                        : new HttpProblem(400, field + ": " + reason + ": " + detail).at(field);
        };
    }

    private static HttpProblem tooLong(String field, QueryTokenizer tokenizer) {
        return new HttpProblem(
                        400,
                        field + ": the prompt has " + tokenizer.maxLength()
                                + " tokens or more, expected room for a generated one below the stream's maxLength "
                                + tokenizer.maxLength())
                .at(field)
                .coded(TOO_LONG);
    }
}
