package sharelora.predictor.stream;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import sharelora.platform.records.Outgoing;
import sharelora.platform.records.Received;
import sharelora.predictor.compute.Answer;
import sharelora.predictor.compute.EncodedQuery;
import sharelora.predictor.compute.ServedCheckpoint;
import sharelora.predictor.compute.ServedJob;
import sharelora.schemas.LabelProbability;
import sharelora.schemas.Prediction;
import sharelora.schemas.PublicPrediction;
import sharelora.schemas.Query;
import sharelora.schemas.Source;
import sharelora.schemas.Stream;
import sharelora.schemas.Topics;

/** Predictions as records; all that is in them follows from the query's record and the checkpoint. */
final class PredictionRecords {

    private final Stream stream;

    PredictionRecords(Stream stream) {
        this.stream = stream;
    }

    /** The stream's own record. */
    Outgoing<Prediction> whole(PendingQuery asked, ServedJob job, ServedCheckpoint by, Answer answer) {
        Received record = asked.record();
        Query query = asked.query();
        EncodedQuery encoded = asked.encoded();
        Prediction.Builder draft = Prediction.newBuilder()
                .setQueryId(query.getId())
                .setQuery(new Source(record.topic(), record.partition(), record.offset()))
                .setStream(stream.getName())
                .setJobId(job.jobId())
                .setCheckpointId(by.checkpointId())
                .setAdapterName(by.adapterName())
                .setStep(by.step())
                .setMode(job.mode())
                .setTask(stream.getTask())
                .setTruncated(encoded.truncated())
                .setAskedAt(query.getTime())
                .setTime(Instant.ofEpochMilli(record.timestamp()));
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
    static Outgoing<PublicPrediction> withoutText(Outgoing<Prediction> whole) {
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
