/** Checkpoints out of the blob store, open to predict with, and which of them may be deleted. */
package sharelora.models.checkpoint;
