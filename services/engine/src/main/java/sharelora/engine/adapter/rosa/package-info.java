/**
 * RoSA (Nikdan et al., ICML 2024, arXiv 2401.04679): beside LoRA's pair a sparse matrix S at each target, whose few places are
 * those where the frozen weight's gradient was largest.
 */
package sharelora.engine.adapter.rosa;
