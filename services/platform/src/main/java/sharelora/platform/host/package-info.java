/** Runs stages: what a stage gets, how it ends, and what the process reports about that. */
package sharelora.platform.host;
