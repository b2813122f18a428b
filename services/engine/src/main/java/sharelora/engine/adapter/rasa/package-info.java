/**
 * RaSA (He et al., ICLR 2025, arXiv 2503.12576): of the R ranks of each layer k go into a pool that all layers of a projection
 * have in common, and a trained diagonal of each layer's own weighs its ranks and the pool's.
 */
package sharelora.engine.adapter.rasa;
