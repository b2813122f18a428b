/** Model formats: safetensors, Hugging Face folders, ONNX initializers, PEFT folders. Numbers in, numbers out. */
package sharelora.engine.format;
