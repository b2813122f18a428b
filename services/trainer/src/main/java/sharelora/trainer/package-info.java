/**
 * TokenBatch → TrainStep, AdapterSnapshot: one loop per job, on a thread of its own, learns its stream's token batches in
 * log order, each exactly once.
 *
 * <p>{@link sharelora.trainer.LeaseSession} is the protocol; {@link sharelora.models.learning.LearningSession},
 * {@link sharelora.models.learning.SnapshotCadence} and {@link sharelora.trainer.SnapshotRetention} are its pure parts.
 */
package sharelora.trainer;
