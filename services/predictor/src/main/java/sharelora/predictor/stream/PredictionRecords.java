package sharelora.predictor.stream;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import sharelora.platform.records.Outgoing;
import sharelora.predictor.compute.Answer;
import sharelora.predictor.compute.ServedCheckpoint;
import sharelora.schemas.LabelProbability;
import sharelora.schemas.Prediction;
import sharelora.schemas.PredictionMode;
import sharelora.schemas.PublicPrediction;
import sharelora.schemas.Query;
import sharelora.schemas.Stream;
import sharelora.schemas.Topics;

/** Predictions as records; all that is in them follows from the query's record and the checkpoint. */
public final class PredictionRecords {

    private final Stream stream;

    /** Records of that stream's queries. */
    public PredictionRecords(Stream stream) {
        this.stream = stream;
    }

    /** A query that was answered elsewhere than on its topic. */
    public Outgoing<Query> captured(Query query) {
        return Outgoing.of(Topics.queries(stream.getName()), query.getId(), query);
    }

    /** The stream's own record. */
    public Outgoing<Prediction> whole(
            PlacedQuery asked, String job, PredictionMode mode, ServedCheckpoint by, Answer answer) {
        Query query = asked.query();
        Prediction.Builder draft = Prediction.newBuilder()
                .setQueryId(query.getId())
                .setQuery(asked.at())
                .setStream(stream.getName())
                .setJobId(job)
                .setCheckpointId(by.checkpointId())
                .setAdapterName(by.adapterName())
                .setStep(by.step())
                .setMode(mode)
                .setTask(stream.getTask())
                .setTruncated(asked.truncated())
                .setAskedAt(query.getTime())
                .setTime(Instant.ofEpochMilli(asked.time()));
        switch (answer) {
            case Answer.Classified classified ->
                draft.setLabel(classified.label()).setProbabilities(probabilities(classified));
            case Answer.Scored(double score) -> draft.setScore(score);
            case Answer.Generated(String text, int tokens, double logProbability) ->
                draft.setText(text).setGeneratedTokens(tokens).setLogProbability(logProbability);
            case Answer.Refused refused -> throw new IllegalArgumentException("no prediction: " + refused.reason());
        }
        return Outgoing.of(Topics.predictions(stream.getName()), query.getId(), draft.build());
    }

    /** The same for other teams: without any text. */
    public static Outgoing<PublicPrediction> withoutText(Outgoing<Prediction> whole) {
        Prediction from = whole.value();
        return Outgoing.of(
                Topics.PREDICTIONS,
                whole.key(),
                new PublicPrediction(
                        from.getQueryId(),
                        from.getQuery(),
                        from.getStream(),
                        from.getJobId(),
                        from.getCheckpointId(),
                        from.getAdapterName(),
                        from.getStep(),
                        from.getMode(),
                        from.getTask(),
                        from.getLabel(),
                        from.getProbabilities(),
                        from.getScore(),
                        from.getLogProbability(),
                        from.getGeneratedTokens(),
                        from.getTruncated(),
                        from.getAskedAt(),
                        from.getTime()));
    }

    private static List<LabelProbability> probabilities(Answer.Classified answer) {
        List<LabelProbability> all = new ArrayList<>();
        for (int i = 0; i < answer.labels().size(); i++) {
            all.add(new LabelProbability(
                    answer.labels().get(i), answer.probabilities().get(i)));
        }
        return all;
    }
}
