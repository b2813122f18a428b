package sharelora.schemas;

import java.time.Duration;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/**
 * A topic and what is on it.
 *
 * @param name full name, as the broker knows it
 * @param type the record that every value holds
 * @param partitions number of partitions it is created with
 * @param retention how long records are kept; empty: compacted, the newest record of a key stays
 */
public record Topic<V extends SpecificRecord>(
        String name, Class<V> type, int partitions, Optional<Duration> retention) {

    static <V extends SpecificRecord> Topic<V> log(String name, Class<V> type, int partitions, Duration retention) {
        return new Topic<>(Topics.PREFIX + name + Topics.SUFFIX, type, partitions, Optional.of(retention));
    }

    static <V extends SpecificRecord> Topic<V> compacted(String name, Class<V> type, int partitions) {
        return new Topic<>(Topics.PREFIX + name + Topics.SUFFIX, type, partitions, Optional.empty());
    }

    /** The name without prefix and suffix, as people type it: {@code public.eval-results}. */
    public String shortName() {
        return name.substring(Topics.PREFIX.length(), name.length() - Topics.SUFFIX.length());
    }

    /** Whether other teams build on it. */
    public boolean isPublic() {
        return shortName().startsWith("public.");
    }

    public boolean compacted() {
        return retention.isEmpty();
    }
}
