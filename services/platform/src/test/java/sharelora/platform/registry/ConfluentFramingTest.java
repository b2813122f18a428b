package sharelora.platform.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import sharelora.platform.failure.FatalException;
import sharelora.platform.failure.TransientException;
import sharelora.platform.records.Codec;
import sharelora.platform.records.Framing;
import sharelora.platform.records.UnreadableRecordException;
import sharelora.schemas.Promotion;
import sharelora.schemas.SchemaText;
import sharelora.schemas.Topics;

class ConfluentFramingTest {

    static final Promotion PROMOTION = Promotion.newBuilder()
            .setJobId("tickets")
            .setCheckpointId("c")
            .setCheckpoint("file:///c")
            .setAdapterName("tickets-50-c")
            .setStep(50)
            .setPinned(false)
            .setPreviousId(null)
            .setVerdictId("v")
            .setPromotedAt(Instant.ofEpochMilli(5))
            .build();

    private static final String SUBJECT = "sharelora.public.promotions.v1-value";
    private static final Schema OURS = Promotion.getClassSchema();

    private final SmallRegistry registry = SmallRegistry.start();

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void registersWhatIsMissingOnlyWhereAskedToAndUnderTheStrictestRule() {
        // Given
        Framing asked = ConfluentFraming.of(registry.settings(true));

        // When
        asked.require(List.of(Topics.PROMOTIONS, Topics.SCHEMAS, Topics.TRAIN_STEPS));

        // Then
        assertThat(registry.subjects()).isEqualTo(Map.of(SUBJECT, List.of(1)));
        assertThat(registry.rules()).isEqualTo(Map.of(SUBJECT, "FULL_TRANSITIVE"));
        assertThat(registry.schema(1)).doesNotContain("avro.java.string").contains("\"doc\"");
        assertThat(Codec.fingerprint(new Schema.Parser().parse(registry.schema(1))))
                .isEqualTo(Codec.fingerprint(OURS));
        assertThatCode(() -> ConfluentFraming.of(registry.settings(false)).require(List.of(Topics.PROMOTIONS)))
                .doesNotThrowAnyException();
    }

    @Test
    void refusesToStartWhereTheSchemaIsMissingAndSaysWhoRegistersIt() {
        // Given
        Framing framing = ConfluentFraming.of(registry.settings(false));

        // When / Then
        assertThatThrownBy(() -> framing.require(List.of(Topics.PROMOTIONS)))
                .isInstanceOf(FatalException.class)
                .hasMessageContaining("does not have the schema of Promotion under " + SUBJECT)
                .hasMessageContaining("sharelora topics --register-schemas");
        assertThat(registry.subjects()).isEmpty();
    }

    @Test
    void refusesToStartWhereAnyVersionIsIncompatible() {
        // Given
        registry.add(
                SUBJECT,
                SchemaBuilder.record("Promotion")
                        .namespace("sharelora.schemas")
                        .fields()
                        .requiredInt("jobId")
                        .endRecord());
        registry.add(SUBJECT, later());

        // When / Then
        assertThatThrownBy(() -> ConfluentFraming.of(registry.settings(true)).require(List.of(Topics.PROMOTIONS)))
                .isInstanceOf(FatalException.class)
                .hasMessageContaining("this program's Promotion cannot read version 1 of " + SUBJECT)
                .hasMessageContaining("/fields/0/type reader type: STRING not compatible with writer type: INT");
        assertThat(registry.subjects().get(SUBJECT)).hasSize(2);
    }

    @Test
    void knowsItsSchemaHoweverTheRegistryWritesItOut() {
        // Given
        registry.add(SUBJECT, later());
        int id =
                registry.add(SUBJECT, new Schema.Parser().parse(OURS.toString().replaceAll(",\"doc\":\"[^\"]*\"", "")));

        // When
        byte[] framed = ConfluentFraming.of(registry.settings(false)).framed(Topics.PROMOTIONS, encoded());

        // Then
        assertThat(framed).startsWith(0, 0, 0, 0, id);
    }

    @Test
    void readsBothFramingsBack() {
        // Given
        Framing framing = ConfluentFraming.of(registry.settings(true));
        byte[] framed = framing.framed(Topics.PROMOTIONS, encoded());

        // When
        byte[] read = framing.singleObject(framed);

        // Then
        assertThat(framed).hasSize(encoded().length - 5);
        assertThat(read).isEqualTo(encoded());
        assertThat(framing.singleObject(encoded())).isEqualTo(encoded());
        assertThat(framing.singleObject(null)).isNull();
        assertThat(framing.schemaId(Topics.PROMOTIONS, OURS)).isEqualTo("1");
    }

    @Test
    void leavesWhatExplainsTheFingerprintsAndWhatIsPrivateAsTheyAre() {
        // Given
        Framing framing = ConfluentFraming.of(registry.settings(true));
        byte[] text = Codec.encode(new SchemaText("f", "r", "t"));

        // When
        byte[] framed = framing.framed(Topics.SCHEMAS, text);

        // Then
        assertThat(framed).isEqualTo(text);
        assertThat(framing.framed(Topics.TRAIN_STEPS, text)).isEqualTo(text);
        assertThat(registry.requests()).isEmpty();
    }

    @Test
    void readsRecordsOfASchemaThatIsNewerThanItself() {
        // Given
        Framing framing = ConfluentFraming.of(registry.settings(false));
        int id = registry.add("another-teams-subject", later());
        byte[] body = encoded();
        byte[] newer = ByteBuffer.allocate(body.length - 5 + 2)
                .put((byte) 0)
                .putInt(id)
                .put(body, 10, body.length - 10)
                .put(new byte[] {2, 'x'})
                .array();

        // When
        Promotion read = Codec.decode(Promotion.class, framing.singleObject(newer));

        // Then
        assertThat(read).isEqualTo(PROMOTION);
    }

    @Test
    void takesAnIdThatNobodyGaveForPoison() {
        // Given
        Framing framing = ConfluentFraming.of(registry.settings(false));
        byte[] unknown = {0, 0, 0, 0, 99, 2, 'x'};
        byte[] impossible = {0, -1, 0, 0, 99, 2, 'x'};

        // When
        byte[] read = framing.singleObject(unknown);

        // Then
        assertThat(read).isEqualTo(unknown);
        assertThat(framing.singleObject(impossible)).isEqualTo(impossible);
        assertThatThrownBy(() -> Codec.decode(Promotion.class, read))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessageContaining("Confluent's framing with schema id 99");
    }

    @Test
    void waitsForARegistryThatIsDownAtTheStart() {
        // Given
        Framing framing = ConfluentFraming.of(registry.settings(true));
        registry.down();

        // When / Then
        assertThatThrownBy(() -> framing.require(List.of(Topics.PROMOTIONS)))
                .isInstanceOf(TransientException.class)
                .hasMessageContaining("registry http://localhost:")
                .hasMessageContaining("does not answer");
        registry.up();
        assertThatCode(() -> framing.require(List.of(Topics.PROMOTIONS))).doesNotThrowAnyException();
    }

    @Test
    void goesOnWithoutTheRegistryWithWhatItHasMet() {
        // Given
        Framing framing = ConfluentFraming.of(registry.settings(true));
        byte[] framed = framing.framed(Topics.PROMOTIONS, encoded());
        framing.singleObject(framed);

        // When
        registry.down();

        // Then
        assertThat(framing.framed(Topics.PROMOTIONS, encoded())).isEqualTo(framed);
        assertThat(framing.singleObject(framed)).isEqualTo(encoded());
        assertThatThrownBy(() -> framing.singleObject(new byte[] {0, 0, 0, 0, 7, 1}))
                .isInstanceOf(TransientException.class);
    }

    @Test
    void sendsCredentialsAndShowsThemToNobodyElse() {
        // Given
        registry.wantAuthorization(
                "Basic " + Base64.getEncoder().encodeToString("team:s3cret".getBytes(StandardCharsets.UTF_8)));
        RegistrySettings settings =
                new RegistrySettings(registry.url(), Optional.of("team:s3cret"), Optional.empty(), true);

        // When
        ConfluentFraming.of(settings).require(List.of(Topics.PROMOTIONS));

        // Then
        assertThat(settings.toString()).doesNotContain("s3cret");
        assertThatThrownBy(() -> ConfluentFraming.of(registry.settings(false)).require(List.of(Topics.PROMOTIONS)))
                .isInstanceOf(FatalException.class)
                .hasMessageContaining("401")
                .hasMessageContaining("--registry-auth");
    }

    static byte[] encoded() {
        return Codec.encode(PROMOTION);
    }

    /** Ours with one more field. */
    private static Schema later() {
        String grown =
                OURS.toString().replaceFirst("]}$", ",{\"name\":\"note\",\"type\":\"string\",\"default\":\"\"}]}");
        return new Schema.Parser().parse(grown);
    }
}
