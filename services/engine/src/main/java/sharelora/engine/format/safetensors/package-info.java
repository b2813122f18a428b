/**
 * The safetensors file format (https://github.com/huggingface/safetensors): read by memory map with a header
 * that is not trusted, written with the same bytes for the same tensors.
 */
package sharelora.engine.format.safetensors;
