package sharelora.cli.export;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import sharelora.cli.WrongUsageException;
import sharelora.platform.kafka.KafkaSettings;
import sharelora.platform.kafka.TopicReader;
import sharelora.platform.records.Codec;
import sharelora.platform.records.Received;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.Topics;

/** Announced checkpoints of one job, oldest first. */
public record Checkpoints(String job, List<Checkpoint> all) {

    private static final Duration WAIT = Duration.ofMillis(200);

    /** Everything that the topic still holds of the job. */
    public static Checkpoints of(String job, KafkaSettings kafka) {
        List<Checkpoint> all = new ArrayList<>();
        try (TopicReader reader = TopicReader.fromBeginning(kafka, Topics.CHECKPOINTS.name())) {
            while (!reader.caughtUp()) {
                for (Received record : reader.poll(WAIT)) {
                    if (record.keyText().filter(job::equals).isPresent()) {
                        all.add(Codec.decode(Checkpoint.class, record.value()));
                    }
                }
            }
        }
        return new Checkpoints(job, List.copyOf(all));
    }

    /**
     * The one that is meant.
     *
     * @param id its hash or the beginning of it, or its adapter name; none: the one of the most steps
     * @throws WrongUsageException where there is none, or more than one
     */
    public Checkpoint find(Optional<String> id) {
        if (all.isEmpty()) {
            throw WrongUsageException.of("--job: '" + job + "', expected a job with a checkpoint");
        }
        if (id.isEmpty()) {
            return all.stream()
                    .max(Comparator.comparingLong(Checkpoint::getStep))
                    .orElseThrow();
        }
        List<Checkpoint> meant = all.stream()
                .filter(checkpoint -> checkpoint.getCheckpointId().startsWith(id.get())
                        || checkpoint.getAdapterName().equals(id.get()))
                .toList();
        if (meant.size() != 1) {
            throw WrongUsageException.of("--checkpoint: '" + id.get() + "', expected one of "
                    + String.join(
                            ", ", all.stream().map(Checkpoint::getAdapterName).toList()));
        }
        return meant.getFirst();
    }
}
