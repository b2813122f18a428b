package sharelora.models.checkpoint;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import sharelora.platform.kafka.KafkaSettings;
import sharelora.platform.kafka.TopicReplay;
import sharelora.platform.records.Codec;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.Topics;

/** Looks an announcement up in the whole topic of checkpoints: for what is asked rarely. */
public final class AnnouncedCheckpoint {

    private AnnouncedCheckpoint() {}

    /** The checkpoint of that id; empty where none was announced, or its announcement is no longer kept. */
    public static Optional<Checkpoint> find(KafkaSettings kafka, String checkpointId) {
        AtomicReference<Checkpoint> found = new AtomicReference<>();
        TopicReplay.read(kafka, Topics.CHECKPOINTS, record -> {
            Checkpoint checkpoint = Codec.decode(Checkpoint.class, record.value());
            if (checkpoint.getCheckpointId().equals(checkpointId)) {
                found.set(checkpoint);
            }
        });
        return Optional.ofNullable(found.get());
    }
}
