/** Dead letters: what became of bad input, and the way back into its stream. */
package sharelora.operations.deadletter;
