/** Held-back texts are asked over HTTP while the job learns, and counted by the adapter that answered. */
package sharelora.demo.asking;
