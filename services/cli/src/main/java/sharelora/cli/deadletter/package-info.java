/** Dead letters: what became of bad input, and the way back into its stream. */
package sharelora.cli.deadletter;
