package sharelora.predictor.stream;

import sharelora.platform.records.Received;
import sharelora.predictor.compute.EncodedQuery;
import sharelora.schemas.Query;
import sharelora.schemas.Source;

/** A query that was read and is not answered yet. */
record PendingQuery(Received record, Query query, EncodedQuery encoded) {

    PlacedQuery placed() {
        return new PlacedQuery(
                query,
                new Source(record.topic(), record.partition(), record.offset()),
                record.timestamp(),
                encoded.truncated());
    }
}
