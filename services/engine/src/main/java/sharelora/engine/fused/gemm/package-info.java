/**
 * Matrix products: the seam to whatever multiplies by frozen weights, and small products of our own for
 * everything else.
 */
package sharelora.engine.fused.gemm;
