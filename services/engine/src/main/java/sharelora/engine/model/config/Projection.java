package sharelora.engine.model.config;

/**
 * A linear map that every layer has one of.
 *
 * @param name the same word in every family
 * @param in columns of its weight
 * @param out rows of its weight
 */
public record Projection(String name, int in, int out) {}
