package sharelora.tokenizer;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import sharelora.platform.records.Received;
import sharelora.schemas.Source;

/** The records of a stream's input that an operator had skipped. Immutable. */
final class Skips {

    private record Place(String topic, int partition, long offset) {}

    private final Set<Place> places;

    private Skips(Set<Place> places) {
        this.places = places;
    }

    static Skips of(List<Source> records) {
        return new Skips(records.stream()
                .map(each -> new Place(each.getTopic(), each.getPartition(), each.getOffset()))
                .collect(Collectors.toUnmodifiableSet()));
    }

    boolean contain(Received record) {
        return !places.isEmpty() && places.contains(new Place(record.topic(), record.partition(), record.offset()));
    }
}
