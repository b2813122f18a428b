package sharelora.acceptance.site;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import sharelora.platform.kafka.KafkaSettings;
import sharelora.platform.kafka.TopicReader;
import sharelora.platform.records.Codec;
import sharelora.schemas.AdapterSnapshot;
import sharelora.schemas.Topic;
import sharelora.schemas.Topics;
import sharelora.schemas.TrainStep;

/** The records that lie on the topics of an installation. */
public final class TopicHistory {

    private final Function<String, List<byte[]>> topics;

    /**
     * A history with another reader.
     *
     * @param topics reads all values of a topic by its name, in the log order of each partition
     */
    public TopicHistory(Function<String, List<byte[]>> topics) {
        this.topics = topics;
    }

    /** The history of committed records. */
    public static TopicHistory of(KafkaSettings kafka) {
        return new TopicHistory(topic -> committed(kafka, topic));
    }

    private static List<byte[]> committed(KafkaSettings kafka, String topic) {
        List<byte[]> values = new ArrayList<>();
        try (TopicReader reader = TopicReader.fromBeginning(kafka, topic)) {
            reader.readToEnd(record -> values.add(record.value()));
        }
        return values;
    }

    /** All values of a topic, in the log order of each partition. */
    public <V extends SpecificRecord> List<V> all(Topic<V> topic) {
        return topics.apply(topic.name()).stream()
                .map(value -> Codec.decode(topic.type(), value))
                .toList();
    }

    /** The fates of the stream's examples. */
    public Fates fates(String stream) {
        return Fates.of(this, stream);
    }

    /** The job's steps in log order, without the fields that differ from run to run. */
    public List<TrainStep> steps(String job) {
        return all(Topics.TRAIN_STEPS).stream()
                .filter(step -> step.getJobId().equals(job))
                .map(step -> TrainStep.newBuilder(step)
                        .setJobId("any")
                        .setSeconds(0)
                        .setLearnedAt(Instant.EPOCH)
                        .build())
                .toList();
    }

    /** The job's newest manifest; empty before its first. */
    public Optional<AdapterSnapshot> manifest(String job) {
        return all(Topics.ADAPTER_SNAPSHOTS).stream()
                .filter(manifest -> manifest.getJobId().equals(job))
                .reduce((older, newer) -> newer);
    }

    /** The step that the job has committed; -1 before its first snapshot. */
    public long step(String job) {
        return manifest(job).map(AdapterSnapshot::getStep).orElse(-1L);
    }
}
