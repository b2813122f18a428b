/** Text to token ids, exactly as the base model's {@code tokenizer.json} says, and what follows from a text alone. */
package sharelora.text;
