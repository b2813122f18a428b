package sharelora.bench;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What is measured of one pass, beside its speed.
 *
 * @param heldOut percent of the records that are not learned, by the rule of streams
 * @param eras so many parts of equally many records, whose held-out records are measured after each; 1: there are none
 * @param appending whether each part has the labels that have come until its end, in the order in which they came; else each has all
 * @param figures the file to write each step's figures to, if any
 * @param others texts whose loss is measured before and after the pass, if any; only with a language head
 */
public record Measures(int heldOut, int eras, boolean appending, Optional<Path> figures, Optional<Path> others) {}
