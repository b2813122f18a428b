/** How fast the engine is on this machine: whole training steps on a shape, or on a stream of texts. */
package sharelora.bench;
