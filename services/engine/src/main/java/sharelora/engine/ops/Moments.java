package sharelora.engine.ops;

/** AdamW's running means of the gradient and of its square. */
public record Moments(Flat mean, Flat square) {}
