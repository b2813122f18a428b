/**
 * Tied-LoRA (Renduchintala et al., NAACL 2024), configuration TL6: one A and one B for all layers of a projection, and of
 * each layer's own a vector behind either; all of it is trained.
 */
package sharelora.engine.adapter.tiedlora;
