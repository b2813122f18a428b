package sharelora.platform.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sharelora.schemas.Example;
import sharelora.schemas.Job;
import sharelora.schemas.OlderSchemas;
import sharelora.schemas.Source;
import sharelora.schemas.Stream;
import sharelora.schemas.Task;
import sharelora.schemas.TokenBatch;

class CodecTest {

    private static final Example EXAMPLE = Example.newBuilder()
            .setId("7")
            .setText("Zürich 🚲")
            .setLabel("city")
            .build();

    @Test
    void readsWhatItWrote() {
        // Given
        byte[] bytes = Codec.encode(EXAMPLE);

        // When
        Example read = Codec.decode(Example.class, bytes);

        // Then
        assertThat(read).isEqualTo(EXAMPLE);
    }

    @Test
    void writesAvroSingleObjectEncoding() throws Exception {
        // When
        byte[] bytes = Codec.encode(EXAMPLE);

        // Then
        assertThat(bytes).startsWith(0xC3, 0x01);
        assertThat(Example.getDecoder().decode(bytes)).isEqualTo(EXAMPLE);
    }

    @Test
    void readsAJobThatWasSubmittedBeforeItHadTheFieldsOfToday() throws Exception {
        // Given
        Schema older = OlderSchemas.of("Job").getFirst();
        GenericRecord job = anyOf(older);

        // When
        Job read = Codec.decode(Job.class, written(job));

        // Then
        assertThat(read.getJobId()).isEqualTo(job.get("jobId"));
        assertThat(read.getAdapter().getTargets()).containsExactly("query");
        assertThat(read.getAdapter().getShare()).isEmpty();
        assertThat(read.getStart()).isEqualTo("earliest");
    }

    @Test
    void readsAStreamThatWasSubmittedBeforeThereWereOtherTasks() throws Exception {
        // Given
        GenericRecord stream = anyOf(OlderSchemas.of("Stream").getFirst());

        // When
        Stream read = Codec.decode(Stream.class, written(stream));

        // Then
        assertThat(read.getName()).isEqualTo(stream.get("name"));
        assertThat(read.getTask()).isEqualTo(Task.CLASSIFICATION);
    }

    @Test
    void namesTheFingerprintOfAnotherRecord() {
        // Given
        byte[] source = Codec.encode(new Source("t", 0, 1L));

        // When / Then
        assertThatThrownBy(() -> Codec.decode(Example.class, source))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessageContaining("expected Example")
                .hasMessageContaining("unknown schema fingerprint");
    }

    @Test
    void showsTheBytesThatAreNoHeader() {
        // Given
        byte[] json = "{\"id\": \"7\"}".getBytes(StandardCharsets.UTF_8);

        // When / Then
        assertThatThrownBy(() -> Codec.decode(Example.class, json))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessageContaining("found 7b22");
    }

    @Test
    void refusesATombstone() {
        // When / Then
        assertThatThrownBy(() -> Codec.decode(Example.class, null))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessageContaining("no value");
    }

    @Test
    void refusesEveryTruncation() {
        // Given
        byte[] bytes = Codec.encode(EXAMPLE);

        // When / Then
        for (int length = 0; length < bytes.length; length++) {
            byte[] shorter = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> Codec.decode(Example.class, shorter))
                    .as("%d bytes", length)
                    .isInstanceOf(UnreadableRecordException.class);
        }
    }

    @Test
    void refusesBytesAfterTheRecord() {
        // Given
        byte[] bytes = Codec.encode(EXAMPLE);
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);

        // When / Then
        assertThatThrownBy(() -> Codec.decode(Example.class, longer))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessageContaining("goes on");
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Integer.MAX_VALUE - 16L, Long.MAX_VALUE})
    void refusesALengthThatIsNotThere(long length) {
        // Given
        byte[] header = Arrays.copyOf(Codec.encode(EXAMPLE), 10);
        byte[] hostile = Arrays.copyOf(header, 30);
        int at = 10;
        long rest = (length << 1) ^ (length >> 63); // Avro's zig-zag
        for (; (rest & ~0x7FL) != 0; rest >>>= 7) {
            hostile[at++] = (byte) ((rest & 0x7F) | 0x80);
        }
        hostile[at] = (byte) rest;

        // When / Then
        assertThatThrownBy(() -> Codec.decode(Example.class, hostile)).isInstanceOf(UnreadableRecordException.class);
    }

    @Test
    void saysOfConfluentsFramingWhichSchemaItNames() {
        // Given: the smallest of that framing
        byte[] framed = {0, 0, 0, 1, 7};

        // When / Then
        assertThatThrownBy(() -> Codec.decode(Example.class, framed))
                .hasMessage("expected Example, found Confluent's framing with schema id 263, "
                        + "which no registry that is asked here has");
        assertThatThrownBy(() -> Codec.decode(Example.class, Arrays.copyOf(framed, 4)))
                .hasMessage("expected Example, found 4 bytes, fewer than the header's 10");
    }

    @Test
    void aHeaderOfAnotherVersionIsNone() {
        // Given
        byte[] bytes = Codec.encode(EXAMPLE);
        bytes[1] = 2;

        // When / Then
        assertThatThrownBy(() -> Codec.decode(Example.class, bytes)).hasMessageContaining("found c302");
    }

    @Test
    void asksForASchemaThatItHasNotSeenAndNamesItWhereNobodyHasIt() {
        // Given: an example with a field more
        Schema newer = Schema.createRecord("Example", null, "sharelora.schemas", false);
        List<Schema.Field> fields = new ArrayList<>(Example.getClassSchema().getFields().stream()
                .map(field -> new Schema.Field(field, field.schema()))
                .toList());
        fields.add(new Schema.Field("language", Schema.create(Schema.Type.STRING), null, "de"));
        newer.setFields(fields);
        GenericRecordBuilder example = new GenericRecordBuilder(newer);
        Example.getClassSchema().getFields().forEach(field -> example.set(field.name(), EXAMPLE.get(field.pos())));
        byte[] bytes = Codec.singleObject(Example.getClassSchema(), Codec.encode(EXAMPLE), Codec.HEADER);
        List<String> asked = new ArrayList<>();

        // When
        byte[] unseen = ofSchema(newer, example.set("language", "fr").build());
        Example read = Codec.decode(Example.class, unseen, fingerprint -> {
            asked.add(fingerprint);
            return Optional.of(newer);
        });

        // Then
        assertThat(read).isEqualTo(EXAMPLE);
        assertThat(asked).containsExactly(Codec.fingerprint(newer));
        assertThat(bytes).isEqualTo(Codec.encode(EXAMPLE));
        assertThatThrownBy(() -> Codec.decode(Example.class, unseen))
                .hasMessage("expected Example with schema fingerprint "
                        + Codec.fingerprint(Example.getClassSchema()) + ", found unknown schema fingerprint "
                        + Codec.fingerprint(newer));
    }

    @Test
    void aSchemaThatCameWithAnotherFramingIsKnownFromThenOn() throws Exception {
        // Given: a body behind five bytes of another framing
        Schema writer = new Schema.Parser().parse("""
                {"type": "record", "name": "Source", "namespace": "sharelora.schemas", "fields": [
                  {"name": "topic", "type": "string"}, {"name": "partition", "type": "int"},
                  {"name": "offset", "type": "int"}]}""");
        GenericRecord record = new GenericRecordBuilder(writer)
                .set("topic", "in")
                .set("partition", 1)
                .set("offset", 5)
                .build();
        byte[] own = ofSchema(writer, record);
        byte[] framed = new byte[own.length - Codec.HEADER + 5];
        System.arraycopy(own, Codec.HEADER, framed, 5, own.length - Codec.HEADER);

        // When
        byte[] single = Codec.singleObject(writer, framed, 5);

        // Then
        assertThat(single).isEqualTo(own);
        assertThat(Codec.decode(Source.class, single)).isEqualTo(new Source("in", 1, 5L));
    }

    @Test
    void bytesThatAreNamedByTheirHashAreThoseOfTheOldestSchema() {
        // Given
        TokenBatch batch = Codec.decode(TokenBatch.class, ofOldest("TokenBatch"));

        // When
        byte[] bytes = Codec.encodeAsEver(batch);

        // Then
        assertThat(bytes).isEqualTo(ofOldest("TokenBatch")).isNotEqualTo(Codec.encode(batch));
    }

    @Test
    void aRecordWhoseLaterFieldsAreInTheMiddleIsNotWrittenAsEver() {
        // Given
        Stream stream = Codec.decode(Stream.class, ofOldest("Stream"));

        // When / Then
        assertThatThrownBy(() -> Codec.encodeAsEver(stream))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("field 10 of Stream is task, expected createdAt as in its oldest schema");
    }

    private static byte[] ofOldest(String name) {
        Schema oldest = OlderSchemas.of(name).getFirst();
        return ofSchema(oldest, anyOf(oldest));
    }

    private static byte[] ofSchema(Schema schema, GenericRecord record) {
        assertThat(record.getSchema()).isEqualTo(schema);
        try {
            return written(record);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] written(GenericRecord record) throws IOException {
        ByteBuffer buffer =
                new BinaryMessageEncoder<GenericRecord>(GenericData.get(), record.getSchema()).encode(record);
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private static GenericRecord anyOf(Schema schema) {
        GenericRecordBuilder record = new GenericRecordBuilder(schema);
        for (Schema.Field field : schema.getFields()) {
            record.set(field, anyValue(field));
        }
        return record.build();
    }

    private static Object anyValue(Schema.Field field) {
        return switch (field.schema().getType()) {
            case RECORD -> anyOf(field.schema());
            case ENUM ->
                new GenericData.EnumSymbol(
                        field.schema(), field.schema().getEnumSymbols().getFirst());
            case ARRAY ->
                field.schema().getElementType().getType() == Schema.Type.STRING ? List.of("query") : List.of();
            case STRING -> field.name().equals("start") ? "earliest" : "some " + field.name();
            case INT -> 1;
            case LONG -> 1L;
            case UNION -> null; // no record in the older schemas has another default
            case DOUBLE -> 1.0;
            case BOOLEAN -> true;
            default -> throw new IllegalArgumentException("no value for " + field);
        };
    }
}
