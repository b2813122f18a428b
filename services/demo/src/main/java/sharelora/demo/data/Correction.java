package sharelora.demo.data;

/** A sentence with a mistake, and the same sentence without it. */
public record Correction(String wrong, String right) {}
