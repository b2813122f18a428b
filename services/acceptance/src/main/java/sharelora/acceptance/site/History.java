package sharelora.acceptance.site;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import sharelora.platform.kafka.KafkaSettings;
import sharelora.platform.kafka.TopicReader;
import sharelora.platform.kafka.TopicTable;
import sharelora.platform.records.Codec;
import sharelora.schemas.AdapterSnapshot;
import sharelora.schemas.Topic;
import sharelora.schemas.Topics;
import sharelora.schemas.TrainStep;

/** What is committed, as any other team's reader sees it. */
public final class History {

    private static final Duration WAIT = Duration.ofMillis(100);

    private final KafkaSettings kafka;

    public History(KafkaSettings kafka) {
        this.kafka = kafka;
    }

    /** Everything on a topic, in log order of each partition. */
    public <V extends SpecificRecord> List<V> all(Topic<V> topic) {
        List<V> values = new ArrayList<>();
        try (TopicReader reader = TopicReader.fromBeginning(kafka, topic.name())) {
            while (!reader.caughtUp()) {
                reader.poll(WAIT).forEach(record -> values.add(Codec.decode(topic.type(), record.value())));
            }
        }
        return values;
    }

    /** The job's steps in log order, without what differs from run to run. */
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
        return Optional.ofNullable(
                TopicTable.read(kafka, Topics.ADAPTER_SNAPSHOTS).get(job));
    }

    /** The step that the job has committed; -1 before its first snapshot. */
    public long step(String job) {
        return manifest(job).map(AdapterSnapshot::getStep).orElse(-1L);
    }
}
