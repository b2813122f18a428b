package sharelora.demo;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import sharelora.checkpointer.CheckpointerConfig;
import sharelora.checkpointer.CheckpointerVerticle;
import sharelora.engine.EngineChoice;
import sharelora.evaluator.EvaluatorConfig;
import sharelora.evaluator.EvaluatorVerticle;
import sharelora.platform.host.Platform;
import sharelora.platform.host.Stage;
import sharelora.platform.host.StageDeployment;
import sharelora.platform.stage.StageDeclarations;
import sharelora.predictor.PredictorConfig;
import sharelora.predictor.PredictorVerticle;
import sharelora.predictor.adapter.ServeOptions;
import sharelora.predictor.compute.Batching;
import sharelora.predictor.http.Limits;
import sharelora.tokenizer.TokenizerConfig;
import sharelora.tokenizer.TokenizerVerticle;
import sharelora.trainer.TrainerConfig;
import sharelora.trainer.TrainerVerticle;

/** Every stage as a verticle of its own, in flow order. They talk over topics only. */
record DemoStages(
        TokenizerVerticle tokenizer,
        TrainerVerticle trainer,
        CheckpointerVerticle checkpointer,
        EvaluatorVerticle evaluator,
        Optional<PredictorVerticle> predictor) {

    private static final int REQUESTS = 64;

    /** @param asked whether somebody will ask what is learned: else there is no predictor */
    static DemoStages of(Platform platform, EngineChoice engine, String job, boolean asked) {
        int threads = Runtime.getRuntime().availableProcessors();
        return new DemoStages(
                new TokenizerVerticle(TokenizerConfig.standard(), platform),
                new TrainerVerticle(
                        new TrainerConfig(Optional.of(job), engine, threads, TrainerConfig.FENCED_WAIT, false),
                        platform),
                new CheckpointerVerticle(CheckpointerConfig.standard(), platform),
                new EvaluatorVerticle(EvaluatorConfig.all(engine), platform),
                asked ? Optional.of(new PredictorVerticle(predicting(engine, job), platform)) : Optional.empty());
    }

    /** On one thread, since the trainer has use for the others. */
    private static PredictorConfig predicting(EngineChoice engine, String job) {
        return new PredictorConfig(
                Optional.of(job),
                ServeOptions.NONE,
                engine,
                1,
                new Batching(4_096, Duration.ofMillis(5)),
                new Limits(REQUESTS, Duration.ofSeconds(30)),
                Optional.empty());
    }

    /** By the stage's word, in flow order. */
    Map<String, Stage> byName() {
        Map<String, Stage> stages = new LinkedHashMap<>();
        stages.put(StageDeclarations.TOKENIZER.process().word(), tokenizer);
        stages.put(StageDeclarations.TRAINER.process().word(), trainer);
        stages.put(StageDeclarations.CHECKPOINTER.process().word(), checkpointer);
        stages.put(StageDeclarations.EVALUATOR.word(), evaluator);
        predictor.ifPresent(
                stage -> stages.put(StageDeclarations.PREDICTOR.process().word(), stage));
        return stages;
    }

    Future<?> deploy(Vertx vertx) {
        return Future.all(byName().entrySet().stream()
                .map(stage -> StageDeployment.deploy(vertx, stage.getKey(), stage.getValue()))
                .toList());
    }
}
