package sharelora.models.base;

import java.util.List;
import sharelora.engine.ops.Arithmetic;
import sharelora.engine.ops.BaseMemory;
import sharelora.engine.ops.Precision;
import sharelora.schemas.EvalTask;
import sharelora.schemas.Job;
import sharelora.schemas.TrainingSettings;

/** What records say of products with a base's weights, in the engine's terms. */
public final class ArithmeticRecords {

    private ArithmeticRecords() {}

    /** @throws IllegalArgumentException naming the setting, where it is none that the engine knows */
    public static Arithmetic training(Job job) {
        TrainingSettings settings = job.getTraining();
        return Arithmetic.of(settings.getPrecision(), settings.getQuantise(), settings.getOutliers())
                .in(BaseMemory.of(settings.getBaseMemory()));
    }

    /**
     * Of the job's evaluations. Where it trains in int8 too, they round what training rounds; else all that can be.
     *
     * @throws IllegalArgumentException naming the setting, where it is none that the engine knows
     */
    public static Arithmetic evaluation(Job job) {
        Arithmetic training = training(job);
        Precision precision = Precision.of(job.getEvaluation().getPrecision());
        return precision == training.precision() ? training.in(BaseMemory.FAST) : Arithmetic.of(precision);
    }

    /** @throws IllegalArgumentException naming the setting, where it is none that the engine knows */
    public static Arithmetic of(EvalTask task) {
        return Arithmetic.of(task.getPrecision(), task.getQuantise(), task.getOutliers());
    }

    /** Writes it into a task that is being drafted: nothing where all is rounded, and so nothing with float32. */
    public static void draft(Arithmetic arithmetic, EvalTask.Builder task) {
        List<String> parts =
                arithmetic.quantised().stream().map(Arithmetic.Part::id).toList();
        task.setPrecision(arithmetic.precision().id())
                .setQuantise(parts.size() == Arithmetic.Part.values().length ? List.of() : parts)
                .setOutliers(arithmetic.outliers());
    }
}
