/** Runs stages: what they are handed, how they end, and what the process says about it. */
package sharelora.platform.host;
