package sharelora.demo.drift;

import sharelora.operations.examples.LabelledText;

/**
 * A text of a stream in order.
 *
 * @param mark when it was written, or what its era is called; empty where nothing says
 */
public record DatedText(LabelledText text, String mark) {}
