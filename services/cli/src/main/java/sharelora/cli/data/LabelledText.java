package sharelora.cli.data;

/** A text with its class. */
public record LabelledText(String id, String text, String label) {}
