package sharelora.checkpointer;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sharelora.platform.kafka.KafkaSettings;
import sharelora.platform.kafka.TopicReader;
import sharelora.platform.records.Codec;
import sharelora.platform.records.Received;
import sharelora.platform.records.UnreadableRecordException;
import sharelora.schemas.Promotion;
import sharelora.schemas.Topics;

/** Follows the promotions topic. Not thread-safe. */
final class FollowedPromotions implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FollowedPromotions.class);

    private final KafkaSettings kafka;
    private final Map<String, String> checkpointIds = new HashMap<>();
    private Optional<TopicReader> reader = Optional.empty();

    FollowedPromotions(KafkaSettings kafka) {
        this.kafka = kafka;
    }

    /** Id of the checkpoint that is promoted for the job now; empty if there is none. */
    Optional<String> checkpointId(String jobId) {
        follow();
        return Optional.ofNullable(checkpointIds.get(jobId));
    }

    private void follow() {
        if (reader.isPresent()) {
            reader.get().poll(Duration.ZERO).forEach(this::add);
            return;
        }
        TopicReader opened = TopicReader.fromBeginning(kafka, Topics.PROMOTIONS.name());
        reader = Optional.of(opened);
        opened.readToEnd(this::add);
    }

    private void add(Received record) {
        try {
            Promotion promotion = Codec.decode(Promotion.class, record.value());
            checkpointIds.put(promotion.getJobId(), promotion.getCheckpointId());
        } catch (UnreadableRecordException e) {
            LOG.warn("promotion passed over record={} cause={}", record.place(), e.getMessage());
        }
    }

    /** Forgets all promotions; the next question reads the topic from the beginning. */
    @Override
    public void close() {
        reader.ifPresent(TopicReader::close);
        reader = Optional.empty();
        checkpointIds.clear();
    }
}
