package sharelora.predictor.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import sharelora.predictor.compute.Answer;
import sharelora.predictor.compute.Answered;
import sharelora.predictor.compute.EncodedQuery;
import sharelora.predictor.compute.ServedCheckpoint;
import sharelora.schemas.Prediction;
import sharelora.schemas.Query;

/** Answers as JSON. */
final class AnswerJson {

    private AnswerJson() {}

    /** The response to a request, whose form follows the request's. */
    static JsonObject of(String job, RequestBody asked, List<EncodedQuery> encoded, Answered answered) {
        ServedCheckpoint by = answered.by().orElseThrow();
        JsonObject json = new JsonObject().put("job", job).mergeIn(by(by.checkpointId(), by.adapterName(), by.step()));
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

    /** The same of what was captured, by which checkpoint ever; so each of several names its own. */
    static JsonObject of(String job, RequestBody asked, List<Prediction> captured) {
        JsonObject json = new JsonObject().put("job", job);
        List<JsonObject> each = captured.stream().map(AnswerJson::captured).toList();
        return asked.alone() ? json.mergeIn(each.getFirst()) : json.put("predictions", new JsonArray(each));
    }

    private static JsonObject captured(Prediction prediction) {
        JsonObject json = by(prediction.getCheckpointId(), prediction.getAdapterName(), prediction.getStep())
                .put("id", prediction.getQueryId());
        switch (prediction.getTask()) {
            case CLASSIFICATION -> {
                JsonObject probabilities = new JsonObject();
                prediction
                        .getProbabilities()
                        .forEach(each -> probabilities.put(each.getLabel(), each.getProbability()));
                json.put("label", prediction.getLabel()).put("probabilities", probabilities);
            }
            case REGRESSION -> json.put("score", prediction.getScore());
            case GENERATION ->
                json.put("text", prediction.getText())
                        .put("generatedTokens", prediction.getGeneratedTokens())
                        .put("logProbability", prediction.getLogProbability());
        }
        return json.put("truncated", prediction.getTruncated());
    }

    private static JsonObject by(String checkpoint, String adapterName, long step) {
        return new JsonObject()
                .put("checkpoint", checkpoint)
                .put("adapterName", adapterName)
                .put("step", step);
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
