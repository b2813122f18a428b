/**
 * The configuration of a model, read from {@code config.json} of a Hugging Face folder, and the sizes that follow
 * from it. This package needs neither weights nor an engine.
 */
package sharelora.engine.model.config;
