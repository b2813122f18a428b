package sharelora.predictor.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import sharelora.predictor.compute.Answer;
import sharelora.predictor.compute.Answered;
import sharelora.predictor.compute.EncodedQuery;
import sharelora.predictor.compute.ServedCheckpoint;
import sharelora.schemas.Query;

/** Answers as JSON. */
final class AnswerJson {

    private AnswerJson() {}

    /** The response to a request, whose form follows the request's. */
    static JsonObject of(String job, RequestBody asked, List<EncodedQuery> encoded, Answered answered) {
        ServedCheckpoint by = answered.by().orElseThrow();
        JsonObject json = new JsonObject()
                .put("job", job)
                .put("checkpoint", by.checkpointId())
                .put("adapterName", by.adapterName())
                .put("step", by.step());
        if (asked.alone()) {
            return json.mergeIn(prediction(
                    asked.queries().getFirst(),
                    encoded.getFirst(),
                    answered.answers().getFirst()));
        }
        JsonArray predictions = new JsonArray();
        for (int i = 0; i < encoded.size(); i++) {
            predictions.add(prediction(
                    asked.queries().get(i), encoded.get(i), answered.answers().get(i)));
        }
        return json.put("predictions", predictions);
    }

    private static JsonObject prediction(Query query, EncodedQuery encoded, Answer answer) {
        JsonObject json = new JsonObject();
        if (!query.getId().isEmpty()) {
            json.put("id", query.getId());
        }
        switch (answer) {
            case Answer.Classified classified ->
                json.put("label", classified.label()).put("probabilities", probabilities(classified));
            case Answer.Scored(double score) -> json.put("score", score);
            case Answer.Generated(String text, int tokens, double logProbability) ->
                json.put("text", text).put("generatedTokens", tokens).put("logProbability", logProbability);
            case Answer.Refused refused -> throw new IllegalArgumentException("no prediction: " + refused.reason());
        }
        return json.put("truncated", encoded.truncated());
    }

    private static JsonObject probabilities(Answer.Classified answer) {
        JsonObject json = new JsonObject();
        for (int i = 0; i < answer.labels().size(); i++) {
            json.put(answer.labels().get(i), answer.probabilities().get(i));
        }
        return json;
    }
}
