package sharelora.trainer;

/**
 * How a job is doing, at one moment.
 *
 * @param step taken last; 0 before the first
 * @param loss mean over the last steps of this process; NaN before the first
 * @param accuracy on batches before they were learned (prequential), over the same steps; NaN before the first
 * @param learningRate of the last update
 * @param gradientNorm of the last step, before clipping
 * @param records learned by the job since its start
 * @param recordsPerSecond over the last seconds; 0 while there is nothing to learn
 * @param lag offsets between the next batch and the end of the log, transaction markers included; 0: all is learned
 * @param lagSeconds age of the last batch taken, when it was taken; 0 where all is learned
 * @param nextOffset of the first token batch not taken
 * @param trainableParameters of the adapter, shared ones once, head not counted
 * @param stateSha256 of the newest committed snapshot, hex; empty before the first
 * @param snapshotStep step of the newest committed snapshot; -1 before the first
 * @param checkpointStep newest step that is flagged as a checkpoint and committed; -1 before the first
 * @param ended the newest snapshot says that the job does not go on by itself: it was drained, or is finished
 * @param trainSeconds that this process spent in steps
 */
public record JobProgress(
        String jobId,
        long step,
        double loss,
        double accuracy,
        double learningRate,
        double gradientNorm,
        long records,
        double recordsPerSecond,
        long lag,
        double lagSeconds,
        long nextOffset,
        long trainableParameters,
        String stateSha256,
        long snapshotStep,
        long checkpointStep,
        boolean ended,
        double trainSeconds) {}
