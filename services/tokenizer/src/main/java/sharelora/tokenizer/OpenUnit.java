package sharelora.tokenizer;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import sharelora.platform.kafka.Position;
import sharelora.platform.records.Outgoing;
import sharelora.platform.records.Received;
import sharelora.platform.records.TokenBatchBuilder;
import sharelora.platform.records.TokenRecord;
import sharelora.schemas.BatchRule;
import sharelora.schemas.DeadLetter;
import sharelora.schemas.IgnoredRecord;

/**
 * The records that were read since the last unit was closed; it decides when the unit has to close.
 *
 * <p>The stream's batch rule and {@value #MESSAGE_BYTES} bytes bound the training batch. The records that are not in it,
 * because they are held out or dead letters, are bounded by {@value #ASIDE_RECORDS} records and {@value #ASIDE_BYTES}
 * bytes.
 */
final class OpenUnit {

    static final int ASIDE_RECORDS = 1_000;
    static final long ASIDE_BYTES = 8L << 20;

    /** Most bytes of a batch: more would come close to the broker's limit of 1 MiB for a message. */
    static final int MESSAGE_BYTES = 768 << 10;

    private static final long UNKNOWN = Long.MIN_VALUE;

    private final BatchRule rule;
    private final TokenBatchBuilder training = new TokenBatchBuilder();
    private final List<TokenBatchBuilder> heldOut = new ArrayList<>();
    private final List<Outgoing<DeadLetter>> letters = new ArrayList<>();
    private final Map<Position, Long> ends = new HashMap<>();
    private final Map<IgnoredRecord, Integer> ignored = new EnumMap<>(IgnoredRecord.class);
    private int asideRecords;
    private long asideBytes;
    private long since = UNKNOWN;
    private long trainingSince = UNKNOWN;

    OpenUnit(BatchRule rule) {
        this.rule = rule;
    }

    /** Whether the training batch has room for this example; an empty one takes any. */
    boolean hasRoomFor(TokenRecord example) {
        return training.isEmpty() || fits(training, example);
    }

    void train(TokenRecord example) {
        training.add(example);
    }

    void holdOut(TokenRecord example, int valueBytes) {
        if (heldOut.isEmpty() || !fits(heldOut.getLast(), example)) {
            heldOut.add(new TokenBatchBuilder());
        }
        heldOut.getLast().add(example);
        aside(valueBytes);
    }

    void bury(Outgoing<DeadLetter> letter, int valueBytes) {
        letters.add(letter);
        aside(valueBytes);
    }

    /** Nothing stays of such a record, so any number of them may come before the unit's end. */
    void ignore(IgnoredRecord kind) {
        ignored.merge(kind, 1, Integer::sum);
    }

    /** Makes the record part of the unit: the unit's end offset moves behind it. */
    void include(Received record) {
        ends.put(new Position(record.topic(), record.partition()), record.offset() + 1);
    }

    /** Whether the unit has reached a bound and must close now. */
    boolean isFull() {
        return training.records() >= rule.getRecords()
                || training.tokens() >= rule.getTokens()
                || training.bytes() >= MESSAGE_BYTES
                || asideRecords >= ASIDE_RECORDS
                || asideBytes >= ASIDE_BYTES;
    }

    /** Whether the unit must close because of its age. The age counts from the first call after the first record. */
    boolean isDue(long nowMillis) {
        if (isEmpty()) {
            return false;
        }
        if (since == UNKNOWN) {
            since = nowMillis;
        }
        if (training.isEmpty()) {
            return nowMillis - since >= rule.getLingerMs();
        }
        if (trainingSince == UNKNOWN) {
            trainingSince = nowMillis;
        }
        return training.records() >= rule.getMinRecords() && nowMillis - trainingSince >= rule.getLingerMs();
    }

    /** Whether the training batch is too small to close by age, so that only more records can close the unit. */
    boolean awaitsRecords() {
        return !training.isEmpty() && training.records() < rule.getMinRecords();
    }

    boolean isEmpty() {
        return ends.isEmpty();
    }

    /** Empty where nothing was learned from. */
    TokenBatchBuilder training() {
        return training;
    }

    List<TokenBatchBuilder> heldOut() {
        return heldOut;
    }

    List<Outgoing<DeadLetter>> letters() {
        return letters;
    }

    /** How many records were passed over, by kind. */
    Map<IgnoredRecord, Integer> ignored() {
        return ignored;
    }

    /** Per partition the offset behind the unit's last record. */
    Map<Position, Long> ends() {
        return ends;
    }

    private boolean fits(TokenBatchBuilder batch, TokenRecord example) {
        return batch.records() < rule.getRecords()
                && batch.tokens() + example.length() <= rule.getTokens()
                && batch.bytes() + TokenBatchBuilder.bytes(example) <= MESSAGE_BYTES;
    }

    private void aside(int bytes) {
        asideRecords++;
        asideBytes += bytes;
    }
}
