package sharelora.predictor.compute;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Queries that one checkpoint of a job is to answer together.
 *
 * @param waits whether others may be waited for, to be answered in one batch
 * @param since when it came, by {@link System#nanoTime}
 * @param answered is completed by the compute thread, unless whoever asked has given up
 */
record Ask(ServedJob job, List<EncodedQuery> queries, boolean waits, long since, CompletableFuture<Answered> answered)
        implements Work {

    static Ask of(ServedJob job, List<EncodedQuery> queries, boolean waits) {
        return new Ask(job, queries, waits, System.nanoTime(), new CompletableFuture<>());
    }

    int tokens() {
        return queries.stream().mapToInt(query -> query.length() + query.most()).sum();
    }
}
