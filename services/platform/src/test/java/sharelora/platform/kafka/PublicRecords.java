package sharelora.platform.kafka;

import java.time.Instant;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.Decision;
import sharelora.schemas.Drift;
import sharelora.schemas.EvalResult;
import sharelora.schemas.EvalStatus;
import sharelora.schemas.Metric;
import sharelora.schemas.PredictionMode;
import sharelora.schemas.Promotion;
import sharelora.schemas.PublicPrediction;
import sharelora.schemas.SchemaText;
import sharelora.schemas.Source;
import sharelora.schemas.Task;
import sharelora.schemas.Verdict;

/** One record of each type that is published. */
final class PublicRecords {

    /** A time that is finer than a record can say. */
    static final Instant TIME = Instant.parse("2026-11-30T23:59:59.123456789Z");

    private PublicRecords() {}

    static List<SpecificRecord> all() {
        return List.of(
                checkpoint(),
                result(),
                verdict(),
                promotion(),
                prediction(),
                drift(),
                new SchemaText("0123456789abcdef", "r", "t"));
    }

    private static Checkpoint checkpoint() {
        return Checkpoint.newBuilder()
                .setCheckpointId("c".repeat(64))
                .setBlob("checkpoints/" + "c".repeat(64))
                .setJobId("tickets")
                .setStream("tickets")
                .setStep(50)
                .setFinal$(false)
                .setAdapterName("tickets-50-cccccccccccc")
                .setBase("minilm")
                .setBaseSha256("b".repeat(64))
                .setTokenizerSha256("t".repeat(64))
                .setStateSha256("s".repeat(64))
                .setAdapterSha256("a".repeat(64))
                .setMethod("share-a")
                .setRank(8)
                .setTrainableParameters(1)
                .setLabels(List.of("a", "b"))
                .setRecords(1_600)
                .setLearnedFrom(List.of())
                .setInputs(List.of())
                .setAnnouncedAt(TIME)
                .build();
    }

    static EvalResult result() {
        return EvalResult.newBuilder()
                .setResultId("checkpoint/suite")
                .setRevision(1)
                .setStatus(EvalStatus.COMPLETE)
                .setJobId("tickets")
                .setCheckpointId("checkpoint")
                .setCheckpoint("checkpoints/checkpoint")
                .setStep(50)
                .setBase("minilm")
                .setBaseSha256("b".repeat(64))
                .setSuite("holdout")
                .setSuiteSha256("suite")
                .setN(400)
                .setOf(400)
                .setMetrics(List.of(new Metric("accuracy", 0.75, 0.71, 0.79, 400)))
                .setStepZero(List.of())
                .setLinearProbe(List.of())
                .setEngine("engine")
                .setEvaluatedAt(TIME)
                .build();
    }

    private static Verdict verdict() {
        return Verdict.newBuilder()
                .setVerdictId("checkpoint/gate")
                .setJobId("tickets")
                .setDecision(Decision.PROMOTED)
                .setCheckpointId("checkpoint")
                .setStep(50)
                .setRules(List.of())
                .setReason("all rules held")
                .setResultIds(List.of())
                .setDecidedAt(TIME)
                .build();
    }

    static Promotion promotion() {
        return Promotion.newBuilder()
                .setJobId("tickets")
                .setCheckpointId("checkpoint")
                .setCheckpoint("checkpoints/checkpoint")
                .setAdapterName("tickets-50-cccccccccccc")
                .setStep(50)
                .setPinned(false)
                .setVerdictId("checkpoint/gate")
                .setPromotedAt(TIME)
                .build();
    }

    private static PublicPrediction prediction() {
        return PublicPrediction.newBuilder()
                .setQueryId("ticket-1")
                .setQuery(new Source("sharelora.stream.tickets.queries.v1", 0, 7L))
                .setStream("tickets")
                .setJobId("tickets")
                .setCheckpointId("checkpoint")
                .setAdapterName("tickets-50-cccccccccccc")
                .setStep(50)
                .setMode(PredictionMode.SERVED)
                .setTask(Task.CLASSIFICATION)
                .setLabel("a")
                .setProbabilities(List.of())
                .setTruncated(false)
                .setTime(TIME)
                .build();
    }

    private static Drift drift() {
        return Drift.newBuilder()
                .setDriftId("tickets/50")
                .setJobId("tickets")
                .setStream("tickets")
                .setStep(50)
                .setOffset(49)
                .setNoticedBy("adwin")
                .setFigure("loss")
                .setBefore(0.5)
                .setAfter(0.9)
                .setAction("tell")
                .setBatchAt(TIME)
                .build();
    }
}
