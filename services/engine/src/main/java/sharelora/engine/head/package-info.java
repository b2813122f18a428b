/**
 * What makes outputs of hidden states: the heads that can be asked for, how they compute, and how they are kept
 * in files.
 */
package sharelora.engine.head;
