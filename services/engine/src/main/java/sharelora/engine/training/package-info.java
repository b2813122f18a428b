/**
 * The training of one adapter batch by batch: its specification, its state, and the step that updates it. The next state
 * depends on the state and the batch alone, bit for bit, whatever the number of threads.
 */
package sharelora.engine.training;
