package sharelora.evaluator.planner;

import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sharelora.evaluator.slice.BatchLog;
import sharelora.platform.failure.TransientException;
import sharelora.platform.kafka.KafkaSettings;
import sharelora.platform.kafka.LogReader;
import sharelora.platform.kafka.OffsetGoneException;
import sharelora.platform.kafka.Position;
import sharelora.platform.records.Codec;
import sharelora.platform.records.Received;
import sharelora.platform.records.UnreadableRecordException;
import sharelora.schemas.TokenBatch;
import sharelora.schemas.Topic;
import sharelora.schemas.Topics;

/** The streams' logs as they are in Kafka: committed records only. A reader lives for one reading. */
record KafkaStreamLogs(KafkaSettings kafka) implements StreamLogs {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaStreamLogs.class);
    private static final Duration WAIT = Duration.ofMillis(200);

    @Override
    public BatchLog evalBatches(String stream) {
        return log(Topics.evalBatches(stream));
    }

    @Override
    public BatchLog tokenBatches(String stream) {
        return log(Topics.tokenBatches(stream));
    }

    private BatchLog log(Topic<TokenBatch> topic) {
        Position place = new Position(topic.name(), 0);
        return (offset, visitor) -> {
            try (LogReader reader = LogReader.open(kafka, place, offset)) {
                long end = reader.endOffset();
                reader.seek(Math.max(offset, reader.beginningOffset()));
                read(reader, end, visitor);
            } catch (OffsetGoneException e) {
                throw new TransientException("retention overtook the reading: " + e.getMessage(), e);
            }
        };
    }

    private static void read(LogReader reader, long end, BatchLog.Visitor visitor) {
        while (reader.position() < end) {
            for (Received record : reader.poll(WAIT)) {
                Optional<TokenBatch> batch = batch(record);
                if (batch.isPresent() && !visitor.take(record.offset(), batch.get())) {
                    return;
                }
            }
        }
    }

    /** An unreadable batch is only left out: it is the trainer who takes the topic's records and buries bad ones. */
    private static Optional<TokenBatch> batch(Received record) {
        try {
            return Optional.of(Codec.decode(TokenBatch.class, record.value()));
        } catch (UnreadableRecordException e) {
            LOG.warn("left out a batch at={} cause={}", record.place(), e.getMessage());
            return Optional.empty();
        }
    }
}
