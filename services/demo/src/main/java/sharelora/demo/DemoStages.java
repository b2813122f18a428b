package sharelora.demo;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
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
import sharelora.tokenizer.TokenizerConfig;
import sharelora.tokenizer.TokenizerVerticle;
import sharelora.trainer.TrainerConfig;
import sharelora.trainer.TrainerVerticle;

/** Every stage as a verticle of its own, in flow order. They talk over topics only. */
record DemoStages(
        TokenizerVerticle tokenizer,
        TrainerVerticle trainer,
        CheckpointerVerticle checkpointer,
        EvaluatorVerticle evaluator) {

    static DemoStages of(Platform platform, EngineChoice engine, String job) {
        int threads = Runtime.getRuntime().availableProcessors();
        return new DemoStages(
                new TokenizerVerticle(TokenizerConfig.standard(), platform),
                new TrainerVerticle(
                        new TrainerConfig(Optional.of(job), engine, threads, TrainerConfig.FENCED_WAIT, false),
                        platform),
                new CheckpointerVerticle(CheckpointerConfig.standard(), platform),
                new EvaluatorVerticle(EvaluatorConfig.all(engine), platform));
    }

    /** By the stage's word, in flow order. */
    Map<String, Stage> byName() {
        Map<String, Stage> stages = new LinkedHashMap<>();
        stages.put(StageDeclarations.TOKENIZER.process().word(), tokenizer);
        stages.put(StageDeclarations.TRAINER.process().word(), trainer);
        stages.put(StageDeclarations.CHECKPOINTER.process().word(), checkpointer);
        stages.put(StageDeclarations.EVALUATOR.word(), evaluator);
        return stages;
    }

    Future<?> deploy(Vertx vertx) {
        return Future.all(byName().entrySet().stream()
                .map(stage -> StageDeployment.deploy(vertx, stage.getKey(), stage.getValue()))
                .toList());
    }
}
