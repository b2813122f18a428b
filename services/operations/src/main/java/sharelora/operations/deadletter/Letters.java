package sharelora.operations.deadletter;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import sharelora.operations.topics.TopicRecords;
import sharelora.platform.kafka.KafkaSettings;
import sharelora.platform.kafka.TopicAdmin;
import sharelora.platform.kafka.TopicReplay;
import sharelora.platform.records.Codec;
import sharelora.schemas.DeadLetter;
import sharelora.schemas.ReplayedLetter;
import sharelora.schemas.Topics;

/** Dead letters that the topic still holds, oldest first. */
public record Letters(List<Letter> all) {

    public Letters {
        all = List.copyOf(all);
    }

    /** Those that are asked for. */
    public static Letters read(KafkaSettings kafka, Predicate<DeadLetter> asked) {
        Set<Long> replayed = replayed(kafka);
        List<Letter> letters = new ArrayList<>();
        TopicReplay.read(kafka, Topics.DEAD_LETTERS, record -> {
            DeadLetter letter = Codec.decode(DeadLetter.class, record.value());
            if (asked.test(letter)) {
                letters.add(new Letter(record.offset(), letter, replayed.contains(record.offset())));
            }
        });
        return new Letters(letters);
    }

    /** None where the topic is not there: it is made by the first replay, where no `topics` has made it. */
    private static Set<Long> replayed(KafkaSettings kafka) {
        Set<Long> replayed = new HashSet<>();
        try (TopicAdmin admin = TopicAdmin.open(kafka)) {
            if (admin.exists(Topics.REPLAYED_LETTERS.name())) {
                TopicRecords.read(
                        kafka, Topics.REPLAYED_LETTERS, (ReplayedLetter each) -> replayed.add(each.getOffset()));
            }
        }
        return replayed;
    }

    /** The newest so many. */
    public List<Letter> newest(int most) {
        return all.subList(Math.max(0, all.size() - most), all.size());
    }

    /** One line for each stream and reason: how many, and how many of them were put back. */
    public List<String> counts() {
        Map<String, long[]> counts = new TreeMap<>();
        for (Letter letter : all) {
            String of = (letter.record().getStream() == null
                            ? "no stream"
                            : letter.record().getStream())
                    + "  " + letter.record().getStage() + "  " + letter.record().getReason();
            long[] count = counts.computeIfAbsent(of, key -> new long[2]);
            count[0]++;
            count[1] += letter.replayed() ? 1 : 0;
        }
        List<String> lines = new ArrayList<>();
        counts.forEach((of, count) ->
                lines.add("%6d  %s%s".formatted(count[0], of, count[1] == 0 ? "" : "  (" + count[1] + " replayed)")));
        return lines;
    }
}
