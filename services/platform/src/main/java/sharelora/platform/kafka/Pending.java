package sharelora.platform.kafka;

import java.util.ArrayList;
import java.util.List;
import sharelora.platform.records.Framing;
import sharelora.platform.records.Outgoing;

/** Records that a transform has sent and that are not committed yet. The loop commits when they are full, so they stay few. */
final class Pending implements Output {

    private static final int FULL_BYTES = 8 << 20;
    private static final int FULL_RECORDS = 2_000;
    private static final int FULL_UNITS = 50;

    private final Framing framing;
    private final List<Encoded> records = new ArrayList<>();
    private long bytes;
    private int units;
    private int inUnits;

    Pending(Framing framing) {
        this.framing = framing;
    }

    @Override
    public void send(Outgoing<?> record) {
        Encoded encoded = Encoded.of(record, framing);
        records.add(encoded);
        bytes += encoded.bytes();
    }

    /** Ends a call of the transform: the records that it sent are one unit. */
    void endOfCall() {
        if (records.size() > inUnits) {
            units++;
            inUnits = records.size();
        }
    }

    List<Encoded> records() {
        return records;
    }

    boolean isEmpty() {
        return records.isEmpty();
    }

    boolean isFull() {
        return bytes >= FULL_BYTES || records.size() >= FULL_RECORDS || units >= FULL_UNITS;
    }

    void clear() {
        records.clear();
        bytes = 0;
        units = 0;
        inUnits = 0;
    }
}
