/**
 * TokenBatch → TrainStep, AdapterSnapshot: one loop per job, on a thread of its own, learns its stream's token batches in
 * log order, each exactly once.
 *
 * <p>{@link sharelora.trainer.Tenure} is the protocol; {@link sharelora.trainer.Learning},
 * {@link sharelora.trainer.Cadence} and {@link sharelora.trainer.Kept} are its pure parts.
 */
package sharelora.trainer;
