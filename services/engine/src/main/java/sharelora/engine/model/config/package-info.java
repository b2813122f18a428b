/**
 * What {@code config.json} of a Hugging Face folder says of a model, and the sizes that follow from it. No
 * memory, no engine.
 */
package sharelora.engine.model.config;
