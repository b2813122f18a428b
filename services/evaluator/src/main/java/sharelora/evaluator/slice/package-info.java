/**
 * Held-out records, from the stream's eval-batches to an immutable slice that everybody measures on. A slice depends on
 * the log and the checkpoint alone, never on when or by whom it was frozen.
 */
package sharelora.evaluator.slice;
