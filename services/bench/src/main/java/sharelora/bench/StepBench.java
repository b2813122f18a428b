package sharelora.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import sharelora.engine.EngineChoice;
import sharelora.engine.Engines;
import sharelora.engine.batch.PackedBatch;
import sharelora.engine.model.BaseModel;
import sharelora.engine.model.config.ModelShape;
import sharelora.engine.ops.Engine;
import sharelora.engine.training.FineTuner;

/** Whole training steps on one batch again and again: forward, backward, clipping and update. */
public record StepBench(Workload work, EngineChoice choice, int threads, int warmUp, int steps, boolean profiled) {

    /** Measures on a model's folder. */
    public StepMeasurement run(Path base) {
        return run(Workload.shape(base), engine -> BaseModel.open(engine, base));
    }

    /** Measures on a model of that shape that is opened in an engine. */
    public StepMeasurement run(ModelShape shape, Function<Engine, BaseModel> base) {
        try (Engine engine = work.engine(choice, shape);
                BaseModel model = base.apply(engine)) {
            PackedBatch batch = work.batch(model.shape().vocabulary());
            try (FineTuner tuner = FineTuner.start(model, work.subject(), threads)) {
                packBothWays(tuner, model.shape().vocabulary());
                long loaded = ProcessMemory.resident();
                StepTimes times = StepTimes.measure(tuner, batch, warmUp, steps, profiled);
                long peak = ProcessMemory.peak();
                double ceiling = Ceiling.measure(engine, model.shape(), batch.tokens(), threads);
                double seconds = times.millis().median() / 1e3;
                double rate = Flops.ofStep(model.shape(), work) / seconds / 1e9;
                return new StepMeasurement(
                        Engines.cpuFeatures(),
                        threads,
                        work.training().gradientShards(),
                        batch.tokens(),
                        times.millis(),
                        batch.tokens() / seconds,
                        rate,
                        ceiling,
                        rate / ceiling,
                        times.firstMillis(),
                        peak,
                        loaded,
                        4L * Float.BYTES * tuner.state().values().length,
                        times.heapBytes(),
                        times.shares());
            }
        }
    }

    /** The first step packs the weights for the backward pass, so only after it is the base loaded completely. */
    private void packBothWays(FineTuner tuner, int vocabulary) {
        StepTimes.step(tuner, work.of(List.of(2)).batch(vocabulary));
    }
}
