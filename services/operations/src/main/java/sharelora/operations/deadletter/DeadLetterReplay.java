package sharelora.operations.deadletter;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import sharelora.platform.kafka.ExclusiveProducer;
import sharelora.platform.kafka.KafkaSettings;
import sharelora.platform.kafka.TopicAdmin;
import sharelora.platform.kafka.TopicTable;
import sharelora.platform.records.Outgoing;
import sharelora.schemas.DeadLetter;
import sharelora.schemas.Groups;
import sharelora.schemas.ReplayedLetter;
import sharelora.schemas.Topics;

/**
 * Puts what died back into its stream's own examples topic, which nobody else reads.
 *
 * <p>Guarantee: each letter's record at most once, whoever replays how often, and however it ends: a transaction holds
 * the examples and the record of which letters they were, and its lock is taken before that record is read.
 *
 * @param replayed how many were put back, by stream
 * @param before how many of those that were asked for had been put back before
 * @param left how many could not be, by why
 */
public record DeadLetterReplay(Map<String, Long> replayed, long before, Map<String, Long> left) {

    private static final int MOST_RECORDS = 200;
    private static final long MOST_BYTES = 4L << 20;

    /**
     * Replays all letters that are asked for.
     *
     * @throws sharelora.platform.failure.FencedException where somebody else has begun a replay meanwhile; what was
     *     committed before stays
     */
    public static DeadLetterReplay of(KafkaSettings kafka, Predicate<DeadLetter> asked) {
        try (TopicAdmin admin = TopicAdmin.open(kafka);
                ExclusiveProducer producer = ExclusiveProducer.open(kafka, Groups.REPLAY)) {
            admin.create(List.of(Topics.REPLAYED_LETTERS));
            Run run = new Run(producer, new Revival(kafka, TopicTable.read(kafka, Topics.STREAMS)));
            Letters.read(kafka, asked).all().forEach(run::take);
            run.commit();
            return new DeadLetterReplay(run.replayed, run.before, run.left);
        }
    }

    private static final class Run {

        private final ExclusiveProducer producer;
        private final Revival revival;
        private final Map<String, Long> replayed = new TreeMap<>();
        private final Map<String, Long> left = new TreeMap<>();
        private final List<Outgoing<?>> open = new ArrayList<>();
        private long openBytes;
        private long before;

        Run(ExclusiveProducer producer, Revival revival) {
            this.producer = producer;
            this.revival = revival;
        }

        void take(Letter letter) {
            if (letter.replayed()) {
                before++;
                return;
            }
            switch (revival.of(letter)) {
                case Revival.Outcome.Dead dead -> left.merge(dead.why(), 1L, Long::sum);
                case Revival.Outcome.Alive alive -> putBack(letter, alive);
            }
        }

        private void putBack(Letter letter, Revival.Outcome.Alive alive) {
            String id = alive.example().getId();
            open.add(Outgoing.of(Topics.examples(alive.stream()), id, alive.example()));
            open.add(Outgoing.of(
                    Topics.REPLAYED_LETTERS,
                    Long.toString(letter.offset()),
                    new ReplayedLetter(letter.offset(), alive.stream(), id, Instant.now())));
            openBytes += letter.record().getValueBytes();
            replayed.merge(alive.stream(), 1L, Long::sum);
            if (open.size() >= 2 * MOST_RECORDS || openBytes >= MOST_BYTES) {
                commit();
            }
        }

        void commit() {
            if (!open.isEmpty()) {
                producer.commit(open, Map.of(), Groups.REPLAY);
                open.clear();
                openBytes = 0;
            }
        }
    }
}
