/**
 * Immutable objects outside the log: models, trainer states, checkpoints, slices. No conditional writes and no locks:
 * what counts is decided by the record that points here, and records are fenced by Kafka.
 */
package sharelora.platform.blobs;
