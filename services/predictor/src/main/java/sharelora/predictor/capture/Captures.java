package sharelora.predictor.capture;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import sharelora.platform.kafka.KafkaSettings;
import sharelora.platform.metrics.Metrics;
import sharelora.predictor.compute.Answered;
import sharelora.predictor.compute.EncodedQuery;
import sharelora.schemas.Prediction;
import sharelora.schemas.Query;
import sharelora.schemas.Stream;

/**
 * Writes queries that were asked elsewhere than on their topic, each in one transaction with what was answered. The same id
 * with the same texts is answered the same, whichever process is asked, as long as the id is remembered. Safe for several
 * threads at once.
 */
public final class Captures implements AutoCloseable {

    private final KafkaSettings kafka;
    private final CaptureMetrics metrics;
    private final Map<String, CaptureThread> streams = new ConcurrentHashMap<>();

    /** Without a thread before a stream's first capture. */
    public Captures(KafkaSettings kafka, Metrics metrics) {
        this.kafka = kafka;
        this.metrics = CaptureMetrics.of(metrics);
    }

    /** So that every name is known from the start. */
    public static void declare(Metrics metrics) {
        CaptureMetrics.of(metrics);
    }

    /**
     * What that job has answered to all of these, where it is known here; empty where one of them is new to this process.
     *
     * @throws IdTakenException where an id is remembered with other texts
     */
    public Optional<List<Prediction>> remembered(Stream stream, String job, List<Query> queries)
            throws IdTakenException {
        CapturedIds ids = of(stream).ids();
        long now = System.currentTimeMillis();
        List<Prediction> answers = new ArrayList<>();
        for (int i = 0; i < queries.size(); i++) {
            Query query = queries.get(i);
            Optional<CapturedQuery> known = ids.find(query.getId(), now);
            if (known.isPresent() && !known.get().asks(query)) {
                throw new IdTakenException(i);
            }
            known.flatMap(each -> each.answer(job)).ifPresent(answers::add);
        }
        return answers.size() == queries.size() ? Optional.of(answers) : Optional.empty();
    }

    /**
     * Writes queries with what was answered.
     *
     * @param queries each with an id
     * @param encoded the same in tokens
     * @param answered by a checkpoint, none of it refused
     * @return what is to be told, which is what was written: by an earlier capture of the id, where there was one. It fails
     *     with an {@link IdTakenException}, or where it may not be written for now
     */
    public CompletableFuture<List<Prediction>> write(
            Stream stream, String job, List<Query> queries, List<EncodedQuery> encoded, Answered answered) {
        List<Capture.Answered> each = new ArrayList<>();
        for (int i = 0; i < queries.size(); i++) {
            each.add(new Capture.Answered(
                    queries.get(i), encoded.get(i), answered.answers().get(i)));
        }
        Capture capture = new Capture(job, answered.by().orElseThrow(), List.copyOf(each), new CompletableFuture<>());
        of(stream).write(capture);
        return capture.written();
    }

    private CaptureThread of(Stream stream) {
        return streams.computeIfAbsent(stream.getName(), absent -> new CaptureThread(stream, kafka, metrics));
    }

    /** Ends all threads after what they are writing. */
    @Override
    public void close() {
        streams.values().forEach(CaptureThread::stop);
        streams.values().forEach(CaptureThread::close);
    }
}
