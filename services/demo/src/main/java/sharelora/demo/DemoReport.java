package sharelora.demo;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.nio.file.Path;
import java.util.List;
import sharelora.demo.asking.AdapterScore;
import sharelora.engine.adapter.AdapterSpec;
import sharelora.engine.adapter.ParameterCount;
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

/**
 * The measurements of one run of the demo.
 *
 * @param records examples that were fed
 * @param trainedRecords records that the trainer learned from
 * @param heldOutRecords records that were held out for the evaluation
 * @param deadLetters records that became dead letters
 * @param batches token batches that were written
 * @param steps training steps that were taken
 * @param method sharing method of the adapter, such as {@code share-a}
 * @param precision number format of products with the weights of the base, such as {@code float32}
 * @param trainableParameters trainable parameters of the adapter, without the head
 * @param loraTrainableParameters trainable parameters that plain LoRA of the same rank would have
 * @param accuracyBefore accuracy of the checkpoint of step 0 on the held-out records, 0 to 1
 * @param accuracyAfter accuracy of the last checkpoint on the same records, 0 to 1
 * @param lossAfter mean loss of the last checkpoint on the same records
 * @param accuracyLinearProbe accuracy of a linear probe on the unchanged base, 0 to 1; null if none was measured
 * @param evalResults evaluation results that were written
 * @param checkpoints checkpoints that were announced
 * @param lastCheckpoint id of the checkpoint that {@code lastResult} is about
 * @param stateSha256 SHA-256 of the newest training state, in hex
 * @param answers over HTTP while the job learned, by adapter
 * @param wallSeconds seconds that the run took, start of the stages included
 * @param trainSeconds seconds that were spent in training steps
 * @param recordsPerSecond trained records per second of training steps
 * @param lastResult the last evaluation result; not part of the JSON
 * @param checkpointFolder folder of the last checkpoint on this machine; not part of the JSON
 * @param baseFolder folder of the base model on this machine; not part of the JSON
 */
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
        List<AdapterScore> answers,
        double wallSeconds,
        double trainSeconds,
        double recordsPerSecond,
        @JsonIgnore EvalResult lastResult,
        @JsonIgnore Path checkpointFolder,
        @JsonIgnore Path baseFolder) {

    static DemoReport of(DemoTask.Outcome outcome) {
        Platform platform = outcome.machine().platform();
        JobProgress progress = outcome.figures();
        EvalResult last = outcome.last();
        TopicCounts counts = TopicCounts.of(platform.kafka(), DemoTask.JOB);
        AdapterSettings adapter = outcome.job().learner().adapter();
        AdapterSpec lora = PlainLora.beside(adapter);
        Stream stream = TopicTable.read(platform.kafka(), Topics.STREAMS).get(DemoTask.JOB);
        return new DemoReport(
                counts.examples(),
                progress.records(),
                counts.heldOut(),
                counts.deadLetters(),
                counts.batches(),
                counts.steps(),
                adapter.getMethod(),
                outcome.job().learner().training().getPrecision(),
                progress.trainableParameters(),
                ParameterCount.of(KnownShapes.of(BaseModels.MINILM), lora),
                DemoSummary.accuracy(last.getStepZero()).orElseThrow().getValue(),
                DemoSummary.accuracy(last.getMetrics()).orElseThrow().getValue(),
                DemoSummary.metric(last.getMetrics(), "loss").orElseThrow().getValue(),
                DemoSummary.accuracy(last.getLinearProbe())
                        .map(metric -> metric.getValue())
                        .orElse(null),
                counts.results(),
                counts.checkpoints(),
                last.getCheckpointId(),
                progress.stateSha256(),
                outcome.answers(),
                outcome.wallSeconds(),
                progress.trainSeconds(),
                progress.records() / progress.trainSeconds(),
                last,
                BlobFolder.fetch(platform.blobs(), "checkpoints", last.getCheckpointId()),
                BlobFolder.fetch(platform.blobs(), "models/" + stream.getBase(), stream.getBaseSha256()));
    }
}
