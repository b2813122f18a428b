package sharelora.models.suite;

import java.util.List;
import java.util.Optional;
import sharelora.engine.batch.PackedBatch;
import sharelora.models.batch.LeftOut;

/**
 * The records of a range of a slice that a base can take.
 *
 * @param records in the order of the slice; empty where the base can take none of the range
 * @param leftOut the others of the range, by their places in the slice
 * @param labels that targets point into
 * @param longestCompletion most tokens that are to be said of a record that the base can take, in the whole slice
 */
public record SlicePart(
        Optional<PackedBatch> records, List<LeftOut> leftOut, List<String> labels, int longestCompletion) {}
