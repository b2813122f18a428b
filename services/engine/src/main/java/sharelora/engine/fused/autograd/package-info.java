/** Reverse-mode differentiation of one shard: its tensors, its tape, and the memory that both lie in. */
package sharelora.engine.fused.autograd;
