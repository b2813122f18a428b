package sharelora.checkpointer;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sharelora.platform.kafka.KafkaSettings;
import sharelora.platform.kafka.TopicReader;
import sharelora.platform.kafka.TopicTable;
import sharelora.platform.records.Codec;
import sharelora.platform.records.Received;
import sharelora.platform.records.UnreadableRecordException;
import sharelora.schemas.AdapterSnapshot;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.Topics;

/** The committed announcements, followed: what is in here, readers can see. */
final class FollowedAnnouncements implements AnnouncementLog, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FollowedAnnouncements.class);

    private final KafkaSettings kafka;
    private final AnnouncedCheckpoints announced = new AnnouncedCheckpoints();
    private Optional<TopicReader> reader = Optional.empty();

    FollowedAnnouncements(KafkaSettings kafka) {
        this.kafka = kafka;
    }

    @Override
    public AnnouncedCheckpoints announced() {
        return announced;
    }

    @Override
    public void read() {
        close();
        announced.clear();
        TopicReader opened = TopicReader.fromBeginning(kafka, Topics.CHECKPOINTS.name());
        reader = Optional.of(opened);
        opened.readToEnd(this::add);
    }

    @Override
    public void follow() {
        reader.ifPresent(open -> open.poll(Duration.ZERO).forEach(this::add));
    }

    @Override
    public Map<String, AdapterSnapshot> manifests() {
        return TopicTable.readable(kafka, Topics.ADAPTER_SNAPSHOTS);
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
