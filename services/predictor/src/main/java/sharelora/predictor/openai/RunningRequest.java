package sharelora.predictor.openai;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import sharelora.predictor.compute.Answer;
import sharelora.predictor.compute.Continuation;
import sharelora.predictor.compute.Continued;
import sharelora.predictor.compute.Continuing;
import sharelora.predictor.compute.EncodedQuery;
import sharelora.predictor.compute.ServedCheckpoint;
import sharelora.predictor.compute.ServedJob;
import sharelora.predictor.http.Exchange;
import sharelora.predictor.http.HttpProblem;
import sharelora.predictor.http.JobLookup;

/** One request from its prompts to its answer: what the compute thread says of it is told on the event loop. */
final class RunningRequest {

    private final Exchange exchange;
    private final PromptRequest request;
    private final JobLookup.Found asked;
    private final List<EncodedQuery> prompts;
    private final ResponseForm form;
    private final List<TextFollower> followers = new ArrayList<>();
    private final List<SaidText> whole = new ArrayList<>();

    /** Set on the compute thread before the first token. */
    private volatile ServedCheckpoint by;

    /** The event loop's; null before the first token. */
    private StreamedTexts streamed;

    RunningRequest(
            Exchange exchange,
            PromptRequest request,
            JobLookup.Found asked,
            List<EncodedQuery> prompts,
            ResponseForm form) {
        this.exchange = exchange;
        this.request = request;
        this.asked = asked;
        this.prompts = prompts;
        this.form = form;
    }

    /** What is asked of the job's adapter, whose answer is told when it comes. */
    Continuing texts(ServedJob served) {
        List<Continuation> texts = new ArrayList<>();
        Continuing asked = Continuing.of(served, texts, request.options().search(), this::isWanted);
        Function<int[], String> words = form.words();
        for (int i = 0; i < prompts.size(); i++) {
            TextFollower follower = new TextFollower(
                    words, request.options(), () -> !asked.continued().isDone(), listener(i));
            followers.add(follower);
            texts.add(new Continuation(prompts.get(i), follower));
        }
        var _ = asked.continued().whenComplete(this::tell);
        return asked;
    }

    private Consumer<SaidText> listener(int index) {
        return request.options().streams()
                ? news -> exchange.onLoop(() -> stream(texts -> texts.add(index, news)))
                : whole::add; // each text tells all of it at its end, in the order of the prompts
    }

    /** A request for an adapter by its own name is for no other. */
    private boolean isWanted(ServedCheckpoint checkpoint) {
        by = checkpoint;
        return request.model().equals(asked.job().getJobId()) || request.model().equals(checkpoint.adapterName());
    }

    private void stream(Consumer<StreamedTexts> action) {
        if (!exchange.isAnswered()) {
            if (streamed == null) {
                streamed = new StreamedTexts(exchange.events(), form, by, prompts.size());
            }
            action.accept(streamed);
        }
    }

    private void tell(Continued continued, Throwable failure) {
        Optional<Throwable> problem =
                failure == null ? problem(continued).map(Throwable.class::cast) : Optional.of(failure);
        if (problem.isPresent()) {
            exchange.onLoop(() -> exchange.refuse(problem.get()));
            return;
        }
        for (int i = 0; i < prompts.size(); i++) {
            followers.get(i).end(continued.texts().get(i), prompts.get(i).most());
        }
        JsonObject usage = usage();
        exchange.onLoop(() -> {
            if (request.options().streams()) {
                Optional<JsonObject> told = request.options().usage() ? Optional.of(usage) : Optional.empty();
                stream(texts -> texts.end(told));
            } else {
                exchange.end(200, form.whole(by, whole, usage));
            }
        });
    }

    private Optional<HttpProblem> problem(Continued continued) {
        if (continued.refused().isPresent()) {
            Answer.Refused refused = continued.refused().get();
            return Optional.of(new HttpProblem(400, refused.reason() + ": " + refused.detail()));
        }
        if (continued.by().isPresent()) {
            return Optional.empty();
        }
        return Optional.of(by == null ? asked.nobody() : Models.unknown());
    }

    private JsonObject usage() {
        int read = prompts.stream().mapToInt(prompt -> prompt.ids().length).sum();
        int said = followers.stream().mapToInt(TextFollower::tokens).sum();
        return new JsonObject()
                .put("prompt_tokens", read)
                .put("completion_tokens", said)
                .put("total_tokens", read + said);
    }
}
