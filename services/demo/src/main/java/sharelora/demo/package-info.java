/** The whole flow in one process: an embedded broker, every stage as its own verticle, one screen, one report. */
package sharelora.demo;
