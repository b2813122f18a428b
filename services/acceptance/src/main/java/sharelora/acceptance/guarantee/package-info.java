/** One class for each guarantee: it injects faults into an installation and reports whether the guarantee held. */
package sharelora.acceptance.guarantee;
