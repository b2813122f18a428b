/**
 * MonteCLoRA (Sengupta et al., TMLR 2025, arXiv 2411.04358) as PEFT 0.21 computes it: LoRA whose A is perturbed in training by
 * noise whose size and mixture are trained, with a variational term in the loss; what is served is A itself.
 */
package sharelora.engine.adapter.monteclora;
