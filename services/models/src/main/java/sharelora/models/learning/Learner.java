package sharelora.models.learning;

import java.util.List;
import sharelora.engine.batch.PackedBatch;
import sharelora.engine.training.Consumed;
import sharelora.engine.training.FineTuner;
import sharelora.engine.training.Progress;
import sharelora.engine.training.StepResult;
import sharelora.engine.training.TrainingState;

/** What learns: the engine's {@link FineTuner}, whose contract this is. */
public interface Learner extends AutoCloseable {

    StepResult step(PackedBatch batch, List<String> labels, Consumed consumed);

    void discardStep();

    TrainingState state();

    Progress progress();

    @Override
    void close();

    /** Learns with this tuner. */
    static Learner of(FineTuner tuner) {
        return new Learner() {
            @Override
            public StepResult step(PackedBatch batch, List<String> labels, Consumed consumed) {
                return tuner.step(batch, labels, consumed);
            }

            @Override
            public void discardStep() {
                tuner.discardStep();
            }

            @Override
            public TrainingState state() {
                return tuner.state();
            }

            @Override
            public Progress progress() {
                return tuner.progress();
            }

            @Override
            public void close() {
                tuner.close();
            }
        };
    }
}
