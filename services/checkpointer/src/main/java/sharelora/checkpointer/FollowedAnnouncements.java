package sharelora.checkpointer;

import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sharelora.platform.kafka.KafkaSettings;
import sharelora.platform.kafka.TopicReader;
import sharelora.platform.records.Codec;
import sharelora.platform.records.Received;
import sharelora.platform.records.UnreadableRecordException;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.Topics;

/** Follows the checkpoints topic: holds the announcements that are committed, so that every reader can see them. */
final class FollowedAnnouncements implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FollowedAnnouncements.class);
    private static final Duration WAIT = Duration.ofMillis(200);

    private final KafkaSettings kafka;
    private final AnnouncedCheckpoints announced = new AnnouncedCheckpoints();
    private Optional<TopicReader> reader = Optional.empty();

    FollowedAnnouncements(KafkaSettings kafka) {
        this.kafka = kafka;
    }

    /** The announcements as of the last {@link #read()} or {@link #follow()}. */
    AnnouncedCheckpoints announced() {
        return announced;
    }

    /** Reads all announcements that are committed now, from the beginning. */
    void read() {
        close();
        announced.clear();
        TopicReader opened = TopicReader.fromBeginning(kafka, Topics.CHECKPOINTS.name());
        reader = Optional.of(opened);
        while (!opened.caughtUp()) {
            opened.poll(WAIT).forEach(this::add);
        }
    }

    /** Adds the announcements that were committed since, without waiting for new ones. */
    void follow() {
        reader.ifPresent(open -> open.poll(Duration.ZERO).forEach(this::add));
    }

    private void add(Received record) {
        try {
            announced.add(Codec.decode(Checkpoint.class, record.value()));
        } catch (UnreadableRecordException e) {
            // Nothing relies on an unreadable announcement: a state without a readable one is not deleted.
            LOG.warn("announcement passed over record={} cause={}", record.place(), e.getMessage());
        }
    }

    @Override
    public void close() {
        reader.ifPresent(TopicReader::close);
        reader = Optional.empty();
    }
}
