/**
 * What an operator does to a running installation, as a library: commands and other front ends only parse, call
 * and show.
 */
package sharelora.operations;
