package sharelora.trainer;

/**
 * The progress of a job at one moment.
 *
 * @param jobId id of the job
 * @param step number of the last step; 0 before the first
 * @param loss mean loss over the last steps of this process; NaN before the first
 * @param accuracy share of right predictions on batches before they were learned (prequential), over the same steps; NaN before the first
 * @param learningRate learning rate of the last update
 * @param gradientNorm norm of the last gradient, before clipping
 * @param records records that the job has learned since its start
 * @param recordsPerSecond records learned per second over the last seconds; 0 while there is nothing to learn
 * @param lag offsets between the next batch and the end of the log, transaction markers included; 0: all is learned
 * @param lagSeconds age of the last batch taken, when it was taken; 0 where all is learned
 * @param nextOffset offset of the first token batch that was not taken
 * @param trainableParameters parameters of the adapter; shared ones count once, those of the head do not count
 * @param stateSha256 SHA-256 of the newest committed snapshot, in hex; empty before the first
 * @param snapshotStep step of the newest committed snapshot; -1 before the first
 * @param checkpointStep newest step that is flagged as a checkpoint and committed; -1 before the first
 * @param ended whether the newest snapshot is flagged as the last one: the job was drained or is finished
 * @param trainSeconds seconds that this process spent in steps
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
