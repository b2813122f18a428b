package sharelora.demo;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.nio.file.Path;
import sharelora.engine.adapter.ParameterCount;
import sharelora.engine.adapter.lowrank.LowRankMethod;
import sharelora.engine.adapter.lowrank.LowRankSpec;
import sharelora.engine.model.config.KnownShapes;
import sharelora.operations.modelstore.BaseModels;
import sharelora.platform.blobs.BlobFolder;
import sharelora.platform.host.Platform;
import sharelora.platform.kafka.TopicTable;
import sharelora.schemas.AdapterSettings;
import sharelora.schemas.EvalResult;
import sharelora.schemas.Stream;
import sharelora.schemas.Topics;
import sharelora.trainer.JobProgress;

/** What one run measured; nothing in it is known beforehand. */
public record DemoReport(
        long records,
        long trainedRecords,
        long heldOutRecords,
        long deadLetters,
        long batches,
        long steps,
        String method,
        String precision,
        long trainableParameters,
        long loraTrainableParameters,
        double accuracyBefore,
        double accuracyAfter,
        double lossAfter,
        Double accuracyLinearProbe,
        long evalResults,
        long checkpoints,
        String lastCheckpoint,
        String stateSha256,
        double wallSeconds,
        double trainSeconds,
        double recordsPerSecond,
        @JsonIgnore EvalResult lastResult,
        @JsonIgnore Path checkpointFolder,
        @JsonIgnore Path baseFolder) {

    static DemoReport of(DemoTask.Outcome outcome) {
        Platform platform = outcome.platform();
        JobProgress figures = outcome.figures();
        EvalResult last = outcome.last();
        TopicCounts tally = TopicCounts.of(platform.kafka(), DemoTask.JOB);
        AdapterSettings adapter = outcome.job().learner().adapter();
        LowRankSpec lora = new LowRankSpec(
                LowRankMethod.LORA, adapter.getRank(), adapter.getAlpha(), adapter.getDropout(), adapter.getTargets());
        Stream stream = TopicTable.read(platform.kafka(), Topics.STREAMS).get(DemoTask.JOB);
        return new DemoReport(
                tally.examples(),
                figures.records(),
                tally.heldOut(),
                tally.deadLetters(),
                tally.batches(),
                tally.steps(),
                adapter.getMethod(),
                outcome.job().learner().training().getPrecision(),
                figures.trainableParameters(),
                ParameterCount.of(KnownShapes.of(BaseModels.MINILM), lora),
                DemoSummary.accuracy(last.getStepZero()).orElseThrow().getValue(),
                DemoSummary.accuracy(last.getMetrics()).orElseThrow().getValue(),
                DemoSummary.metric(last.getMetrics(), "loss").orElseThrow().getValue(),
                DemoSummary.accuracy(last.getLinearProbe())
                        .map(metric -> metric.getValue())
                        .orElse(null),
                tally.results(),
                tally.checkpoints(),
                last.getCheckpointId(),
                figures.stateSha256(),
                outcome.wallSeconds(),
                figures.trainSeconds(),
                figures.records() / figures.trainSeconds(),
                last,
                BlobFolder.fetch(platform.blobs(), "checkpoints", last.getCheckpointId()),
                BlobFolder.fetch(platform.blobs(), "models/" + stream.getBase(), stream.getBaseSha256()));
    }
}
