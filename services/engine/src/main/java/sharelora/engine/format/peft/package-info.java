/**
 * Folders as Hugging Face's PEFT reads and writes them (https://github.com/huggingface/peft), and adapters
 * merged into their base.
 */
package sharelora.engine.format.peft;
