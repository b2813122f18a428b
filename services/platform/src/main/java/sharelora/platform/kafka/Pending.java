package sharelora.platform.kafka;

import java.util.ArrayList;
import java.util.List;
import sharelora.platform.records.Outgoing;

/** What a transform has sent and no transaction has taken yet. Bounded by the loop, which commits when it is full. */
final class Pending implements Output {

    private static final int FULL_BYTES = 8 << 20;
    private static final int FULL_RECORDS = 2_000;

    private final List<Encoded> records = new ArrayList<>();
    private long bytes;

    @Override
    public void send(Outgoing<?> record) {
        Encoded encoded = Encoded.of(record);
        records.add(encoded);
        bytes += encoded.bytes();
    }

    List<Encoded> records() {
        return records;
    }

    boolean isEmpty() {
        return records.isEmpty();
    }

    boolean isFull() {
        return bytes >= FULL_BYTES || records.size() >= FULL_RECORDS;
    }

    void clear() {
        records.clear();
        bytes = 0;
    }
}
