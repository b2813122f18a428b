package sharelora.engine.model.config;

/**
 * A linear map that occurs once in every layer.
 *
 * @param name the same in every family
 * @param in columns of its weight
 * @param out rows of its weight
 */
public record Projection(String name, int in, int out) {}
