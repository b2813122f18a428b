/**
 * LoRA (Hu et al., arXiv 2106.09685) and ShareLoRA's three ways to share its pairs across layers (arXiv 2406.10785), with
 * what goes with each of them: rsLoRA, LoRA+ and LoRA-FA. All of the method is here: its settings, its matrices and what
 * they start as, what it adds, how it leaves and comes back, and its compact file.
 */
package sharelora.engine.adapter.lowrank;
