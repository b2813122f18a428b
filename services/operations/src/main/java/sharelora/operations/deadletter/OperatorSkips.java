package sharelora.operations.deadletter;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import sharelora.operations.WrongUsageException;
import sharelora.operations.catalog.Contention;
import sharelora.operations.catalog.LockedRecord;
import sharelora.platform.examples.ExampleReader;
import sharelora.platform.examples.Shown;
import sharelora.platform.kafka.KafkaSettings;
import sharelora.platform.kafka.Position;
import sharelora.platform.kafka.TopicAdmin;
import sharelora.platform.kafka.TopicTable;
import sharelora.schemas.Groups;
import sharelora.schemas.Source;
import sharelora.schemas.Stream;
import sharelora.schemas.Topics;

/** Has single records of a stream's input passed over: the tokenizer makes dead letters of them without reading them. */
public final class OperatorSkips {

    private final KafkaSettings kafka;

    public OperatorSkips(KafkaSettings kafka) {
        this.kafka = kafka;
    }

    /**
     * Appends the record to the stream's skips; every tokenizer follows it.
     *
     * @return whether it was not skipped already
     * @throws WrongUsageException where there is no such stream, no such record of its input, or the tokenizer has passed it
     */
    public boolean skip(String name, Source record) {
        if (TopicTable.read(kafka, Topics.STREAMS).get(name) == null) {
            throw unknown(name); // a name that was misspelt is not worth a lock on the broker
        }
        return Contention.settled("stream " + name, () -> {
            try (LockedRecord<Stream> locked = LockedRecord.stream(kafka, name)) {
                Stream stream = locked.stored().orElseThrow(() -> unknown(name));
                requireInput(stream, record.getTopic());
                if (stream.getSkips().contains(record)) {
                    return false;
                }
                requireTakable(name, record);
                locked.write(appended(stream, record));
                return true;
            }
        });
    }

    private void requireTakable(String stream, Source record) {
        try (TopicAdmin admin = TopicAdmin.open(kafka)) {
            requireThere(admin, record);
            requireUnread(admin, stream, record);
        }
    }

    private static Stream appended(Stream stream, Source record) {
        List<Source> skips = new ArrayList<>(stream.getSkips());
        skips.add(record);
        return Stream.newBuilder(stream).setSkips(skips).build();
    }

    private static void requireInput(Stream stream, String topic) {
        Set<String> input = ExampleReader.topics(stream);
        if (topic.equals(Topics.tokenBatches(stream.getName()).name())
                || topic.equals(Topics.evalBatches(stream.getName()).name())) {
            throw wrong(
                    "--topic",
                    topic,
                    "what the tokenizer reads, " + String.join(" or ", input)
                            + ": a token batch cannot be skipped, since every job of the stream learns from it");
        }
        if (!input.contains(topic)) {
            throw wrong("--topic", Shown.of(topic), String.join(" or ", input));
        }
    }

    private static void requireThere(TopicAdmin admin, Source record) {
        List<Position> partitions = admin.partitions(record.getTopic());
        if (partitions.isEmpty()) {
            throw wrong("--topic", record.getTopic(), "a topic that is there");
        }
        Position place = place(record);
        if (!partitions.contains(place)) {
            throw wrong(
                    "--partition",
                    record.getPartition(),
                    partitions.getFirst().partition() + " to "
                            + partitions.getLast().partition());
        }
        long first = admin.beginningOffsets(record.getTopic()).get(place);
        long end = admin.endOffsets(record.getTopic()).get(place);
        if (record.getOffset() < first || record.getOffset() >= end) {
            throw wrong(
                    "--offset",
                    record.getOffset(),
                    first == end
                            ? "a record, and " + place + " has none"
                            : first + " to " + (end - 1) + ", which " + place + " holds now");
        }
    }

    /** What is in a batch, or a dead letter, stays there. */
    private static void requireUnread(TopicAdmin admin, String stream, Source record) {
        long next = admin.committed(Groups.tokenizers(stream)).getOrDefault(place(record), 0L);
        if (record.getOffset() < next) {
            throw wrong(
                    "--offset",
                    record.getOffset(),
                    "a record that the tokenizer has not taken yet: the next one of " + place(record) + " is " + next);
        }
    }

    private static Position place(Source record) {
        return new Position(record.getTopic(), record.getPartition());
    }

    private static WrongUsageException unknown(String stream) {
        return wrong("--stream", Shown.of(stream), "a stream that was submitted");
    }

    private static WrongUsageException wrong(String option, Object found, String expected) {
        return WrongUsageException.of(option + ": '" + found + "', expected " + expected);
    }
}
