package sharelora.predictor.capture;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import sharelora.platform.failure.TransientException;
import sharelora.platform.kafka.KafkaSettings;
import sharelora.platform.kafka.TopicAdmin;
import sharelora.platform.kafka.TopicReader;
import sharelora.platform.records.Codec;
import sharelora.platform.records.Received;
import sharelora.platform.records.UnreadableRecordException;
import sharelora.schemas.Prediction;
import sharelora.schemas.Query;
import sharelora.schemas.Source;
import sharelora.schemas.Topics;

/** What has been captured of one stream, by whichever process. */
final class CapturedLog implements AutoCloseable {

    private static final Duration WAIT = Duration.ofMillis(100);

    private final TopicAdmin admin;
    private final TopicReader queries;
    private final TopicReader predictions;

    private CapturedLog(TopicAdmin admin, TopicReader queries, TopicReader predictions) {
        this.admin = admin;
        this.queries = queries;
        this.predictions = predictions;
    }

    /** From the oldest record on that may still be remembered. */
    static CapturedLog open(KafkaSettings kafka, String stream) {
        long since = System.currentTimeMillis() - CapturedIds.TIME.toMillis();
        TopicReader queries = TopicReader.since(kafka, Topics.queries(stream).name(), since);
        TopicReader predictions = null;
        try {
            predictions = TopicReader.since(kafka, Topics.predictions(stream).name(), since);
            return new CapturedLog(TopicAdmin.open(kafka), queries, predictions);
        } catch (RuntimeException e) {
            queries.close();
            if (predictions != null) {
                predictions.close();
            }
            throw e;
        }
    }

    /**
     * Adds all that is committed now. Whoever calls it holds the stream's lock, so that nobody captures meanwhile; predictions
     * come after all queries, so that each finds its own.
     */
    void read(CapturedIds ids, BooleanSupplier stopped) {
        read(queries, record -> query(record, ids), stopped);
        read(predictions, record -> prediction(record, ids), stopped);
    }

    private void read(TopicReader reader, Consumer<Received> use, BooleanSupplier stopped) {
        reader.extend(admin);
        while (!reader.caughtUp()) {
            if (stopped.getAsBoolean()) {
                throw new TransientException("the predictor has stopped");
            }
            for (Received record : reader.poll(WAIT)) {
                try {
                    use.accept(record);
                } catch (UnreadableRecordException _) {
                    // None that was captured; whoever reads the topic for its queries buries it.
                }
            }
        }
    }

    private static void query(Received record, CapturedIds ids) {
        Query query = Codec.decode(Query.class, record.value());
        if (query.getAnswered()) {
            Source at = new Source(record.topic(), record.partition(), record.offset());
            ids.read(query.getId(), new CapturedQuery(query, at, record.timestamp()));
        }
    }

    private static void prediction(Received record, CapturedIds ids) {
        if (record.keyText().filter(ids::has).isPresent()) {
            ids.answered(Codec.decode(Prediction.class, record.value()));
        }
    }

    @Override
    public void close() {
        queries.close();
        predictions.close();
        admin.close();
    }
}
