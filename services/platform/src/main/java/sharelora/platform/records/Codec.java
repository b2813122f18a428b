package sharelora.platform.records;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import sharelora.schemas.OlderSchemas;

/**
 * Avro's single-object encoding: {@code C3 01}, the writer schema's fingerprint (8 bytes, little-endian), the body. A
 * record that was written with an older schema gets the defaults of the fields that it lacks.
 *
 * <p>Guarantee: whatever the bytes, decoding returns the record or throws {@link UnreadableRecordException}; it
 * allocates no more than a few times the size of the input.
 */
public final class Codec {

    /** Bytes before the body. */
    public static final int HEADER = 10;

    private static final int CONFLUENT_HEADER = 5;
    private static final byte MAGIC = (byte) 0xC3;
    private static final byte VERSION = 1;

    /** Writers' schemas of records in another framing, by fingerprint. They are shared, since a fingerprint names one schema. */
    private static final Map<Long, Schema> MET = new ConcurrentHashMap<>();

    private static final ClassValue<Format> FORMATS = new ClassValue<>() {
        @Override
        protected Format computeValue(Class<?> type) {
            return Format.of(type);
        }
    };

    private Codec() {}

    /** The encoded record, header included. */
    public static byte[] encode(SpecificRecord record) {
        try {
            ByteBuffer encoded = FORMATS.get(record.getClass()).encoder().encode(record);
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The record as the oldest schema of its kind that is kept has it, without the fields that came later: for bytes that
     * are named by their hash, which must not change with a schema.
     *
     * @throws IllegalArgumentException where a later field is not behind all those of the oldest schema
     */
    public static byte[] encodeAsEver(SpecificRecord record) {
        Schema first = OlderSchemas.of(record.getSchema().getName()).getFirst();
        requireAtTheBeginning(first, record.getSchema());
        try {
            ByteBuffer encoded =
                    new BinaryMessageEncoder<>(SpecificData.getForClass(record.getClass()), first).encode(record);
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Avro takes values by their place, so that one in the middle would be written as its neighbour. */
    private static void requireAtTheBeginning(Schema older, Schema newer) {
        for (Schema.Field field : older.getFields()) {
            Schema.Field now = newer.getFields().get(field.pos());
            if (!now.name().equals(field.name())) {
                throw new IllegalArgumentException("field " + (field.pos() + 1) + " of " + newer.getName() + " is "
                        + now.name() + ", expected " + field.name() + " as in its oldest schema");
            }
        }
    }

    /**
     * The record in these bytes.
     *
     * @throws UnreadableRecordException where they are none: no header, another schema, too short or too long
     */
    public static <V extends SpecificRecord> V decode(Class<V> type, byte[] bytes) {
        return decode(type, bytes, fingerprint -> Optional.empty());
    }

    /**
     * The record in these bytes, which may be of a schema that this program has never seen.
     *
     * @param published the schema of a fingerprint, as {@link #fingerprint} writes it; asked where it is not our own
     * @throws UnreadableRecordException as above, or where the schema does not resolve to ours
     */
    public static <V extends SpecificRecord> V decode(
            Class<V> type, byte[] bytes, Function<String, Optional<Schema>> published) {
        Format format = FORMATS.get(type);
        DatumReader<Object> reader = reader(type, format, bytes, published);
        BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(bytes, HEADER, bytes.length - HEADER, null);
        V record;
        boolean atEnd;
        try {
            record = type.cast(reader.read(null, decoder));
            atEnd = decoder.isEnd();
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            // Avro reports hostile lengths by any of these; none of them leaves anything behind.
            throw new UnreadableRecordException(
                    type.getSimpleName() + " of " + bytes.length + " bytes cannot be read: " + e, e);
        }
        if (!atEnd) {
            throw new UnreadableRecordException(
                    type.getSimpleName() + " of " + bytes.length + " bytes goes on after the record's end");
        }
        return record;
    }

    /** Of what the schema that the header names wrote. */
    private static DatumReader<Object> reader(
            Class<?> type, Format format, byte[] bytes, Function<String, Optional<Schema>> published) {
        if (bytes != null && bytes.length >= CONFLUENT_HEADER && bytes[0] == 0) {
            throw new UnreadableRecordException("expected " + type.getSimpleName() + ", found Confluent's framing with"
                    + " schema id " + ByteBuffer.wrap(bytes).getInt(1) + ", which no registry that is asked here has");
        }
        if (bytes == null || bytes.length < HEADER) {
            throw new UnreadableRecordException("expected " + type.getSimpleName() + ", found "
                    + (bytes == null ? "no value" : bytes.length + " bytes, fewer than the header's " + HEADER));
        }
        if (bytes[0] != MAGIC || bytes[1] != VERSION) {
            throw new UnreadableRecordException("expected " + type.getSimpleName()
                    + " in Avro single-object encoding (c301...), found "
                    + HexFormat.of().formatHex(bytes, 0, HEADER) + "...");
        }
        long found = fingerprintOf(bytes);
        DatumReader<Object> known = format.readers().get(found);
        if (known != null) {
            return known;
        }
        Schema writer = MET.get(found);
        if (writer == null) {
            writer = published.apply(HexFormat.of().toHexDigits(found)).orElse(null);
        }
        if (writer == null) {
            throw new UnreadableRecordException("expected " + type.getSimpleName() + " with schema fingerprint "
                    + HexFormat.of().toHexDigits(format.fingerprint()) + ", found unknown schema fingerprint "
                    + HexFormat.of().toHexDigits(found));
        }
        return new SpecificDatumReader<>(writer, format.schema());
    }

    /**
     * The same record in single-object encoding, where the body of another framing begins at {@code from}. Its writer's
     * schema is known from now on.
     */
    public static byte[] singleObject(Schema writer, byte[] framed, int from) {
        long fingerprint = SchemaNormalization.parsingFingerprint64(writer);
        MET.putIfAbsent(fingerprint, writer);
        return ByteBuffer.allocate(HEADER + framed.length - from)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(MAGIC)
                .put(VERSION)
                .putLong(fingerprint)
                .put(framed, from, framed.length - from)
                .array();
    }

    /** CRC-64-AVRO of the schema, 16 hex digits, most significant first: how it is named in {@code public.schemas}. */
    public static String fingerprint(Schema schema) {
        return HexFormat.of().toHexDigits(SchemaNormalization.parsingFingerprint64(schema));
    }

    private static long fingerprintOf(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(2);
    }

    /**
     * What is computed once per record class.
     *
     * @param readers by the fingerprint of the writer's schema: to resolve it takes longer than to read a record. They hold
     *     nothing between two records, so all threads share them
     */
    private record Format(
            Schema schema,
            long fingerprint,
            Map<Long, DatumReader<Object>> readers,
            BinaryMessageEncoder<Object> encoder) {

        static Format of(Class<?> type) {
            try {
                Schema schema = SpecificData.get().getSchema(type);
                SpecificData model = SpecificData.getForSchema(schema);
                Map<Long, DatumReader<Object>> readers = new HashMap<>();
                for (Schema older : OlderSchemas.of(schema.getName())) {
                    readers.put(SchemaNormalization.parsingFingerprint64(older), reader(model, older, schema));
                }
                long fingerprint = SchemaNormalization.parsingFingerprint64(schema);
                readers.put(fingerprint, reader(model, schema, schema));
                return new Format(schema, fingerprint, Map.copyOf(readers), new BinaryMessageEncoder<>(model, schema));
            } catch (AvroRuntimeException e) {
                throw new IllegalArgumentException(type + " is not a generated record", e);
            }
        }

        private static DatumReader<Object> reader(SpecificData model, Schema writer, Schema schema) {
            try {
                return model.getFastReaderBuilder().createDatumReader(writer, schema);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
