/** One gradient shard on its way forward and back: its tensors, its tape, and the memory that both lie in. */
package sharelora.engine.fused.autograd;
