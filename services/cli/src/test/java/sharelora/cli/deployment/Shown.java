package sharelora.cli.deployment;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import sharelora.checkpointer.CheckpointerConfig;
import sharelora.checkpointer.CheckpointerVerticle;
import sharelora.engine.EngineChoice;
import sharelora.evaluator.EvaluatorConfig;
import sharelora.evaluator.EvaluatorVerticle;
import sharelora.platform.blobs.BlobStore;
import sharelora.platform.blobs.DiskMetrics;
import sharelora.platform.health.Health;
import sharelora.platform.host.Platform;
import sharelora.platform.kafka.KafkaSettings;
import sharelora.platform.kafka.LoopConfig;
import sharelora.platform.kafka.Output;
import sharelora.platform.kafka.Position;
import sharelora.platform.kafka.Transform;
import sharelora.platform.kafka.TransformLoop;
import sharelora.platform.metrics.Metrics;
import sharelora.platform.records.Received;
import sharelora.predictor.PredictorConfig;
import sharelora.predictor.PredictorVerticle;
import sharelora.predictor.adapter.ServeOptions;
import sharelora.predictor.compute.Batching;
import sharelora.predictor.http.Limits;
import sharelora.tokenizer.TokenizerConfig;
import sharelora.tokenizer.TokenizerVerticle;
import sharelora.trainer.TrainerConfig;
import sharelora.trainer.TrainerVerticle;

/** Every series that the real stages declare, with its labels: they are made here as a process makes them. */
final class Shown {

    private static final String NOBODY = "127.0.0.1:1";

    private Shown() {}

    static Map<String, Set<String>> by(Path folder) {
        Metrics metrics = Metrics.withJvm();
        Platform platform =
                new Platform(KafkaSettings.of(NOBODY), BlobStore.open(folder.toUri()), metrics, new Health());
        DiskMetrics.show(platform.blobs(), metrics);
        var _ = new TokenizerVerticle(TokenizerConfig.standard(), platform);
        var _ = new TrainerVerticle(new TrainerConfig(Optional.empty(), 1), platform);
        var _ = new CheckpointerVerticle(CheckpointerConfig.standard(), platform);
        var _ = new EvaluatorVerticle(EvaluatorConfig.all(EngineChoice.STANDARD), platform);
        var _ = new PredictorVerticle(predictor(), platform);
        loop(platform);
        Map<String, Set<String>> shown = new TreeMap<>(metrics.series());
        shown.put("up", Set.of("job", "instance"));
        metrics.exposition()
                .lines()
                .filter(line -> line.startsWith("jvm_"))
                .forEach(line -> shown.putIfAbsent(line.replaceAll("[{ ].*", ""), Set.of()));
        return shown;
    }

    private static PredictorConfig predictor() {
        return new PredictorConfig(
                Optional.empty(),
                ServeOptions.NONE,
                EngineChoice.STANDARD,
                1,
                new Batching(1, Duration.ZERO),
                new Limits(1, Duration.ofSeconds(1)),
                Optional.empty());
    }

    private static void loop(Platform platform) {
        Transform idle = new Transform() {
            @Override
            public void accept(Received record, Output output) {}

            @Override
            public Map<Position, Long> completed() {
                return Map.of();
            }

            @Override
            public void restart() {}
        };
        TransformLoop.start(
                        LoopConfig.of("any", "any", List.of()),
                        platform.kafka(),
                        platform.metrics(),
                        platform.health(),
                        idle)
                .close();
    }
}
