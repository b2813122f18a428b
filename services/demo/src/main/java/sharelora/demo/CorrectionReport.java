package sharelora.demo;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.nio.file.Path;
import java.util.List;
import sharelora.engine.adapter.AdapterSpec;
import sharelora.engine.adapter.ParameterCount;
import sharelora.engine.model.config.ModelConfig;
import sharelora.platform.blobs.BlobFolder;
import sharelora.platform.host.Platform;
import sharelora.platform.kafka.TopicTable;
import sharelora.schemas.AdapterSettings;
import sharelora.schemas.EvalResult;
import sharelora.schemas.Example;
import sharelora.schemas.Metric;
import sharelora.schemas.Stream;
import sharelora.schemas.Topics;
import sharelora.trainer.JobProgress;

/** What one run of the demo for generation measured; nothing in it is known beforehand. */
public record CorrectionReport(
        long records,
        long trainedRecords,
        long heldOutRecords,
        long deadLetters,
        long steps,
        String method,
        long trainableParameters,
        long loraTrainableParameters,
        double perplexityBefore,
        double perplexityAfter,
        double exactBefore,
        double exactAfter,
        double tokenAccuracyBefore,
        double tokenAccuracyAfter,
        String lastCheckpoint,
        String stateSha256,
        double wallSeconds,
        double trainSeconds,
        double recordsPerSecond,
        List<Decoded> decoded,
        @JsonIgnore EvalResult lastResult,
        @JsonIgnore Path checkpointFolder,
        @JsonIgnore Path baseFolder) {

    private static final int SHOWN = 5;

    static CorrectionReport of(DemoTask.Outcome outcome, List<Example> heldOut) {
        Platform platform = outcome.machine().platform();
        JobProgress figures = outcome.figures();
        EvalResult last = outcome.last();
        TopicCounts tally = TopicCounts.of(platform.kafka(), DemoTask.JOB);
        Stream stream = TopicTable.read(platform.kafka(), Topics.STREAMS).get(DemoTask.JOB);
        Path base = BlobFolder.fetch(platform.blobs(), "models/" + stream.getBase(), stream.getBaseSha256());
        Path checkpoint = BlobFolder.fetch(platform.blobs(), "checkpoints", last.getCheckpointId());
        AdapterSettings adapter = outcome.job().learner().adapter();
        return new CorrectionReport(
                tally.examples(),
                figures.records(),
                tally.heldOut(),
                tally.deadLetters(),
                tally.steps(),
                adapter.getMethod(),
                figures.trainableParameters(),
                plainLora(base, adapter),
                value(last.getStepZero(), "perplexity"),
                value(last.getMetrics(), "perplexity"),
                value(last.getStepZero(), "exact"),
                value(last.getMetrics(), "exact"),
                value(last.getStepZero(), "token-accuracy"),
                value(last.getMetrics(), "token-accuracy"),
                last.getCheckpointId(),
                figures.stateSha256(),
                outcome.wallSeconds(),
                figures.trainSeconds(),
                figures.records() / figures.trainSeconds(),
                Decoded.of(
                        outcome.machine().engine(),
                        heldOut.subList(0, Math.min(SHOWN, heldOut.size())),
                        base,
                        checkpoint,
                        stream.getMaxLength()),
                last,
                checkpoint,
                base);
    }

    /** How many numbers plain LoRA of the same rank and targets would train on that base. */
    private static long plainLora(Path base, AdapterSettings adapter) {
        AdapterSpec lora = PlainLora.beside(adapter);
        return ParameterCount.of(ModelConfig.read(base.resolve("config.json")).shape(), lora);
    }

    private static double value(List<Metric> metrics, String name) {
        return DemoSummary.metric(metrics, name).orElseThrow().getValue();
    }
}
