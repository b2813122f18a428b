/** Folders as Hugging Face's {@code transformers} writes them, and the names of the tensors in them. */
package sharelora.engine.format.huggingface;
