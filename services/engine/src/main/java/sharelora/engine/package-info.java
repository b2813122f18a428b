/** Which engines there are, and what this machine's CPU can do. */
package sharelora.engine;
