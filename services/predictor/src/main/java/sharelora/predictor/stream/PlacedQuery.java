package sharelora.predictor.stream;

import sharelora.schemas.Query;
import sharelora.schemas.Source;

/**
 * A query with its place.
 *
 * @param at its record
 * @param time the record's timestamp, milliseconds since the epoch
 * @param truncated whether it had more tokens than were read
 */
public record PlacedQuery(Query query, Source at, long time, boolean truncated) {}
