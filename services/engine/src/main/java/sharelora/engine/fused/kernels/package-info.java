/** Loops over vectors of numbers that know addresses and sizes only: no tensor, no tape. */
package sharelora.engine.fused.kernels;
