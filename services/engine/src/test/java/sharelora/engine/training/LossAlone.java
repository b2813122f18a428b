package sharelora.engine.training;

import sharelora.engine.adapter.Perturbation;
import sharelora.engine.batch.PackedBatch;
import sharelora.engine.batch.Shard;
import sharelora.engine.batch.ShardPlan;
import sharelora.engine.head.HeadedModel;
import sharelora.engine.model.BaseModel;
import sharelora.engine.model.DropoutNoise;
import sharelora.engine.model.ForwardContext;
import sharelora.engine.ops.Worker;
import sharelora.engine.task.TaskHead;

/**
 * The loss that a training step has, computed in one piece and without a gradient: several times as fast as differentiating,
 * so a finite difference of it costs little.
 */
record LossAlone(TrainableModel trained, HeadedModel model, Worker worker, PackedBatch batch, TrainingSpec spec)
        implements AutoCloseable {

    /** Of whichever step the noise is. */
    static final long STEP = 3;

    static LossAlone of(BaseModel base, TrainableModel trained, PackedBatch batch, TrainingSpec spec) {
        HeadedModel model = new HeadedModel(
                base, trained.layout().adapter(), trained.layout().head());
        return new LossAlone(trained, model, base.engine().worker(trained.values()), batch, spec);
    }

    /** Of the values as they are now, per record; what the trained model has as its gradient is lost. */
    double mean() {
        Shard whole = ShardPlan.cut(batch, 1).getFirst();
        DropoutNoise adapterNoise = DropoutNoise.of(spec.seed(), STEP);
        DropoutNoise baseNoise = spec.baseDropout() ? adapterNoise : DropoutNoise.NONE;
        try (Perturbation.Begun begun = trained.layout().perturbation().begin(trained.values(), spec.seed(), STEP)) {
            ForwardContext pass = new ForwardContext(worker.evaluate(), whole.sequences(), baseNoise, adapterNoise);
            double sum = TaskHead.of(model, whole.targets())
                    .loss(pass, 1.0 / batch.asked(), spec.loss().smoothing())
                    .total()
                    .sum();
            return sum / batch.records() + begun.end(trained.gradient());
        }
    }

    @Override
    public void close() {
        worker.close();
    }
}
