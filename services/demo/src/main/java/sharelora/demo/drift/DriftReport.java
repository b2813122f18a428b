package sharelora.demo.drift;

import java.util.ArrayList;
import java.util.List;
import sharelora.demo.DemoTask;
import sharelora.text.HoldOut;

/**
 * The measurements of one run over a stream in order.
 *
 * @param figure what is told of eras and checkpoints: {@code accuracy} on held-out records, 0 to 1
 * @param eras in their order
 * @param table the figures, with what follows from them
 * @param prequential accuracy on records just before they were learned
 * @param noticed changes and outliers that the job noticed in its batches, in their order; none where it does not look
 * @param method sharing method of the adapter
 * @param trainableParameters trainable parameters of the adapter, without the head
 * @param newRecords records of the stream that were learned from, each once
 * @param steps training steps that were taken
 * @param trainSeconds seconds that were spent in training steps
 * @param secondsPerNewRecord of these, for each new record
 * @param wallSeconds seconds that the run took, start of the stages included
 * @param stateSha256 SHA-256 of the newest training state, in hex
 */
public record DriftReport(
        String figure,
        List<EraSize> eras,
        EraTable table,
        Prequential prequential,
        List<Notice> noticed,
        String method,
        long trainableParameters,
        long newRecords,
        long steps,
        double trainSeconds,
        double secondsPerNewRecord,
        double wallSeconds,
        String stateSha256) {

    /**
     * How large an era is.
     *
     * @param records in it
     * @param heldOut of these, those that nobody learns from
     * @param learnedAtEnd records learned from the stream's beginning to the era's end
     */
    public record EraSize(String name, int records, int heldOut, long learnedAtEnd) {}

    /**
     * Accuracy on records just before they were learned.
     *
     * @param window records that a point is the mean of, to whole steps
     * @param overall of all records
     * @param points oldest first, no more than about 500
     */
    public record Prequential(int window, double overall, List<Point> points) {}

    /**
     * One point of a curve.
     *
     * @param records learned so far
     */
    public record Point(long records, double accuracy) {}

    /**
     * Something that the job noticed in a batch.
     *
     * @param records of the stream up to the batch, itself included
     * @param step that took it
     * @param what that the stream has changed, or that the batch was an outlier and not learned
     * @param by the detector, or quarantine; of an outlier the figure
     */
    public record Notice(long records, long step, What what, String by) {

        /** What was noticed. */
        public enum What {
            /** The stream has changed. */
            DRIFT,
            /** The batch was held back. */
            OUTLIER
        }
    }

    static DriftReport of(
            DriftConfig config,
            DemoTask.Outcome outcome,
            EraTable table,
            Prequential prequential,
            List<Notice> noticed) {
        HoldOut rule = DriftConfig.holdOut();
        List<EraSize> sizes = new ArrayList<>();
        long learned = 0;
        for (Era era : config.eras().inOrder()) {
            int heldOut = era.heldOut(rule).size();
            learned += era.texts().size() - heldOut;
            sizes.add(new EraSize(era.name(), era.texts().size(), heldOut, learned));
        }
        return new DriftReport(
                "accuracy",
                sizes,
                table,
                prequential,
                List.copyOf(noticed),
                outcome.job().learner().adapter().getMethod(),
                outcome.figures().trainableParameters(),
                learned,
                outcome.figures().step(),
                outcome.figures().trainSeconds(),
                outcome.figures().trainSeconds() / learned,
                outcome.wallSeconds(),
                outcome.figures().stateSha256());
    }
}
