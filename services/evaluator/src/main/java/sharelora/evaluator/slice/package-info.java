/**
 * Freezes held-out records of a stream into an immutable slice that every subject is measured on. A slice depends only on
 * the log and the checkpoint, not on when or by which process it was frozen.
 */
package sharelora.evaluator.slice;
