/** Model formats: safetensors files, Hugging Face folders and PEFT folders. */
package sharelora.engine.format;
