package sharelora.predictor.capture;

import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import sharelora.schemas.Prediction;
import sharelora.schemas.PredictionMode;

/**
 * The ids of a stream's captured queries, as long as they are remembered. It follows from the topics alone, so that every
 * process remembers the same ones. Safe for several threads at once.
 */
final class CapturedIds {

    /** How long an id is remembered after its query's timestamp. */
    static final Duration TIME = Duration.ofHours(1);

    /** How many ids are remembered of a partition of the queries, the newest. */
    static final int MOST = 10_000;

    private final Map<Integer, LinkedHashMap<String, CapturedQuery>> partitions = new HashMap<>();

    /**
     * The query that was captured under that id; empty where none is remembered.
     *
     * @param now milliseconds since the epoch
     */
    synchronized Optional<CapturedQuery> find(String id, long now) {
        return partitions.values().stream()
                .map(queries -> queries.get(id))
                .filter(Objects::nonNull)
                .filter(found -> isNew(found, now))
                .findFirst();
    }

    private static boolean isNew(CapturedQuery query, long now) {
        return query.time() > now - TIME.toMillis();
    }

    /**
     * Puts a query there that is the newest of its partition, or the same one with more answers. It takes the place of
     * another one of its id: that was forgotten when this one was captured.
     */
    synchronized void put(String id, CapturedQuery query) {
        LinkedHashMap<String, CapturedQuery> queries =
                partitions.computeIfAbsent(query.at().getPartition(), absent -> new LinkedHashMap<>());
        CapturedQuery before = queries.get(id);
        if (before != null && !before.at().equals(query.at())) {
            queries.remove(id); // so that it is the last in their order
        }
        queries.put(id, query);
        Iterator<CapturedQuery> eldest = queries.values().iterator();
        for (CapturedQuery each = eldest.next();
                queries.size() > MOST || !isNew(each, query.time());
                each = eldest.next()) {
            eldest.remove();
        }
    }

    /** Puts a query there that was read, unless it is there already, with what was answered. */
    synchronized void read(String id, CapturedQuery query) {
        LinkedHashMap<String, CapturedQuery> queries = partitions.get(query.at().getPartition());
        CapturedQuery known = queries == null ? null : queries.get(id);
        if (known == null || !known.at().equals(query.at())) {
            put(id, query);
        }
    }

    /** Whether what was answered to that id may be of interest. */
    synchronized boolean has(String id) {
        return partitions.values().stream().anyMatch(queries -> queries.containsKey(id));
    }

    /** Adds what was answered; nothing where it is of no captured query. */
    synchronized void answered(Prediction prediction) {
        if (prediction.getMode() == PredictionMode.SERVED) {
            partitions
                    .values()
                    .forEach(queries -> queries.computeIfPresent(
                            prediction.getQueryId(),
                            (id, query) -> query.at().equals(prediction.getQuery()) ? query.with(prediction) : query));
        }
    }
}
