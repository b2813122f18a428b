/**
 * One adapter learning batch by batch: the values that describe it, and the loop that moves them. What a state becomes
 * depends on the state and the batches alone, bit for bit, whatever the number of threads.
 */
package sharelora.engine.training;
