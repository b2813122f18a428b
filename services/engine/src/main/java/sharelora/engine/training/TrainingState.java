package sharelora.engine.training;

import java.util.Arrays;
import java.util.Objects;

/**
 * All that a job is between two batches: two equal states fed the same batches stay equal, bit for bit. The arrays are
 * the state's own, not to be changed. No job name, no time, no machine in it.
 *
 * @param values P trained numbers: the adapter's in the order of its layout, then head weight [C, D], then head bias [C]
 * @param mean AdamW's running mean of the gradient, P numbers
 * @param square AdamW's running mean of the gradient's square, P numbers
 */
public record TrainingState(Subject subject, Progress progress, float[] values, float[] mean, float[] square) {

    public TrainingState {
        if (subject == null || progress == null) {
            throw new IllegalArgumentException("subject or progress is missing");
        }
        if (mean.length != values.length || square.length != values.length) {
            throw new IllegalArgumentException("moments are " + mean.length + " and " + square.length
                    + " numbers, expected " + values.length + " as there are values");
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TrainingState state
                && subject.equals(state.subject)
                && progress.equals(state.progress)
                && Arrays.equals(values, state.values)
                && Arrays.equals(mean, state.mean)
                && Arrays.equals(square, state.square);
    }

    @Override
    public int hashCode() {
        return Objects.hash(subject, progress, Arrays.hashCode(values));
    }

    /** Without the numbers, of which there are many. */
    @Override
    public String toString() {
        return "TrainingState[" + subject + ", " + progress + ", " + values.length + " values]";
    }
}
