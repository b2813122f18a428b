package sharelora.engine.training;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import sharelora.engine.format.JsonFields;
import sharelora.engine.format.safetensors.Safetensors;
import sharelora.engine.format.safetensors.TensorType;
import sharelora.engine.format.safetensors.Weight;
import sharelora.engine.replay.KeepingRule;
import sharelora.engine.replay.ReplayBuffer;
import sharelora.engine.replay.ReplaySpec;
import sharelora.engine.replay.StoredRecord;

/**
 * The part of a state's file that replay has: the tensors {@code replay.records} [S, 11] and {@code replay.tokens} [N], both
 * of whole numbers. A number of 64 bits is two of 32, the lower half first.
 */
final class ReplayFile {

    /** Whole numbers as they are. */
    static final Map<String, TensorType> TYPES =
            Map.of("replay.records", TensorType.I32, "replay.tokens", TensorType.I32);

    private static final int COLUMNS = StoredRecord.FIXED_BYTES / Integer.BYTES;

    private ReplayFile() {}

    static Map<String, ?> fields(ReplaySpec spec) {
        return Map.of(
                "fraction", spec.fraction(),
                "size", spec.size(),
                "keep", spec.keep().id(),
                "maxAge", spec.maxAge());
    }

    static ReplaySpec spec(JsonFields json) {
        return new ReplaySpec(
                json.number("fraction", 0, ReplaySpec.MOST_FRACTION),
                json.integer("size", 1, Integer.MAX_VALUE),
                KeepingRule.of(json.text("keep")),
                json.integer("maxAge", 1, Long.MAX_VALUE));
    }

    static List<Weight> tensors(ReplayBuffer buffer) {
        List<StoredRecord> records = buffer.records();
        int tokens =
                records.stream().mapToInt(record -> record.tokenIds().length).sum();
        int[] ids = new int[tokens];
        int[] rows = new int[records.size() * COLUMNS];
        int at = 0;
        for (int i = 0; i < records.size(); i++) {
            int[] own = records.get(i).tokenIds();
            System.arraycopy(own, 0, ids, at, own.length);
            at += own.length;
            System.arraycopy(row(records.get(i)), 0, rows, i * COLUMNS, COLUMNS);
        }
        return List.of(
                new Weight("replay.records", new int[] {records.size(), COLUMNS}, MemorySegment.ofArray(rows)),
                new Weight("replay.tokens", new int[] {tokens}, MemorySegment.ofArray(ids)));
    }

    static ReplayBuffer read(Safetensors tensors, JsonFields json) {
        int[] rows = tensors.words("replay.records");
        int[] ids = tensors.words("replay.tokens");
        List<StoredRecord> records = new ArrayList<>();
        int at = 0;
        for (int i = 0; i < rows.length; i += COLUMNS) {
            int end = at + rows[i];
            records.add(new StoredRecord(
                    Arrays.copyOfRange(ids, at, end),
                    rows[i + 1],
                    Double.longBitsToDouble(whole(rows, i + 2)),
                    whole(rows, i + 4),
                    rows[i + 6],
                    whole(rows, i + 7),
                    Double.longBitsToDouble(whole(rows, i + 9))));
            at = end;
        }
        if (at != ids.length) {
            throw new IllegalArgumentException(
                    "the records to replay have " + at + " tokens, expected " + ids.length + " as there are");
        }
        return new ReplayBuffer(
                records, json.texts("seen").stream().map(Long::parseLong).toList());
    }

    static Map<String, ?> counts(ReplayBuffer buffer) {
        return Map.of("seen", buffer.seen().stream().map(String::valueOf).toList());
    }

    private static int[] row(StoredRecord record) {
        long target = Double.doubleToRawLongBits(record.target());
        long surprise = Double.doubleToRawLongBits(record.surprise());
        return new int[] {
            record.tokenIds().length,
            record.second(),
            (int) target,
            (int) (target >>> Integer.SIZE),
            (int) record.offset(),
            (int) (record.offset() >>> Integer.SIZE),
            record.place(),
            (int) record.time(),
            (int) (record.time() >>> Integer.SIZE),
            (int) surprise,
            (int) (surprise >>> Integer.SIZE)
        };
    }

    private static long whole(int[] words, int at) {
        return (words[at] & 0xFFFF_FFFFL) | ((long) words[at + 1] << Integer.SIZE);
    }
}
