package sharelora.operations.export;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import sharelora.operations.WrongUsageException;
import sharelora.operations.topics.Onlooker;
import sharelora.platform.kafka.KafkaSettings;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.Topics;

/**
 * Announced checkpoints, oldest first; one that was announced again as the last one is there once, as that.
 *
 * @param unread what could not be read of the announcements, a sentence each; none: everything was
 */
public record Checkpoints(List<Checkpoint> all, List<String> unread) {

    public Checkpoints {
        all = List.copyOf(all);
        unread = List.copyOf(unread);
    }

    /** All that there are. */
    public Checkpoints(List<Checkpoint> all) {
        this(all, List.of());
    }

    /** Everything that the topic still holds of one job. */
    public static Checkpoints of(String job, KafkaSettings kafka) {
        return read(kafka, checkpoint -> checkpoint.getJobId().equals(job));
    }

    /** Everything that the topic still holds. */
    public static Checkpoints all(KafkaSettings kafka) {
        return read(kafka, checkpoint -> true);
    }

    private static Checkpoints read(KafkaSettings kafka, Predicate<Checkpoint> asked) {
        Map<String, Checkpoint> all = new LinkedHashMap<>();
        Onlooker onlooker = Onlooker.of(kafka);
        onlooker.records(Topics.CHECKPOINTS, checkpoint -> {
            if (asked.test(checkpoint)) {
                all.put(checkpoint.getCheckpointId(), checkpoint);
            }
        });
        return new Checkpoints(List.copyOf(all.values()), onlooker.unread());
    }

    /** The one of the most steps; empty where there is none. */
    public Optional<Checkpoint> newest() {
        return all.stream().max(Comparator.comparingLong(Checkpoint::getStep));
    }

    /**
     * The one that is meant.
     *
     * @param option what the user gave it with, for the message
     * @param id its hash or the beginning of it, or its adapter name
     * @throws WrongUsageException where there is none, or more than one
     */
    public Checkpoint named(String option, String id) {
        List<Checkpoint> meant = all.stream()
                .filter(checkpoint -> checkpoint.getCheckpointId().startsWith(id)
                        || checkpoint.getAdapterName().equals(id))
                .toList();
        if (meant.size() != 1) {
            throw WrongUsageException.of(option + ": '" + id + "', expected one of "
                    + String.join(
                            ", ", all.stream().map(Checkpoint::getAdapterName).toList())
                    + (unread.isEmpty() ? "" : "; " + String.join("; ", unread)));
        }
        return meant.getFirst();
    }
}
