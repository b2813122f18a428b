package sharelora.predictor.stream;

import sharelora.platform.records.Received;
import sharelora.predictor.compute.EncodedQuery;
import sharelora.schemas.Query;

/** A query that was read and is not answered yet. */
record PendingQuery(Received record, Query query, EncodedQuery encoded) {}
