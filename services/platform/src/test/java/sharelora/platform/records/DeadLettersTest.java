package sharelora.platform.records;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import sharelora.schemas.DeadLetter;
import sharelora.schemas.Source;
import sharelora.schemas.Topics;

class DeadLettersTest {

    private final DeadLetters letters = DeadLetters.of("tokenizer").forStream("javadoc");

    @Test
    void holdsTheBytesThatWereReadWhateverTheirFraming() {
        // Given
        byte[] raw = {0, 0, 0, 0, 7, 1, 2};
        Received record = new Received("in", 3, 42, 0, null, new byte[] {1, 2}, raw);

        // When
        DeadLetter letter = letters.letter(record, "unknown-label", "z").value();

        // Then
        assertThat(letter.getValue().array()).isEqualTo(raw);
        assertThat(letter.getValueBytes()).isEqualTo(7);
        assertThat(letter.getValueSha256())
                .isEqualTo(new DeadLetters("x", Optional.empty(), Optional.empty())
                        .letter(new Received("in", 3, 42, 0, null, raw), "", "")
                        .value()
                        .getValueSha256());
    }

    @Test
    void carriesEverythingNeededToReplayTheRecord() {
        // Given
        Received record = new Received("in", 3, 42, 0, new byte[] {'k'}, new byte[] {1, 2});

        // When
        Outgoing<DeadLetter> outgoing = letters.letter(record, "unreadable", "no header");

        // Then
        assertThat(outgoing.topic()).isEqualTo(Topics.DEAD_LETTERS);
        assertThat(outgoing.key()).isEqualTo("k");
        DeadLetter letter = outgoing.value();
        assertThat(letter.getStage()).isEqualTo("tokenizer");
        assertThat(letter.getStream()).isEqualTo("javadoc");
        assertThat(letter.getReason()).isEqualTo("unreadable");
        assertThat(letter.getSource()).isEqualTo(new Source("in", 3, 42L));
        assertThat(letter.getKey()).isEqualTo(ByteBuffer.wrap(new byte[] {'k'}));
        assertThat(letter.getValue()).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2}));
        assertThat(letter.getValueBytes()).isEqualTo(2);
    }

    @Test
    void replacesALargeValueByItsHash() {
        // Given
        Received record = new Received("in", 0, 0, 0, null, new byte[DeadLetters.LARGEST_VALUE + 1]);

        // When
        DeadLetter letter = letters.letter(record, "text-too-long", "").value();

        // Then
        assertThat(letter.getValue()).isNull();
        assertThat(letter.getValueBytes()).isEqualTo(DeadLetters.LARGEST_VALUE + 1);
        assertThat(letter.getValueSha256()).hasSize(64);
    }

    @Test
    void takesATombstoneWithoutKey() {
        // Given
        Received record = new Received("in", 0, 0, 0, null, null);

        // When
        Outgoing<DeadLetter> outgoing = letters.letter(record, "unreadable", "no value");

        // Then
        assertThat(outgoing.key()).isNull();
        assertThat(outgoing.value().getValueSha256()).isNull();
        assertThat(Codec.decode(DeadLetter.class, Codec.encode(outgoing.value())))
                .isEqualTo(outgoing.value());
    }

    @Test
    void aValueOfTheLargestSizeTravelsWithItsHash() {
        // Given
        byte[] value = new byte[DeadLetters.LARGEST_VALUE];

        // When
        DeadLetter letter = letters.letter(new Received("in", 0, 0, 0, null, value), "unreadable", "")
                .value();

        // Then: sha256sum of as many zero bytes
        assertThat(letter.getValue().remaining()).isEqualTo(DeadLetters.LARGEST_VALUE);
        assertThat(letter.getValueSha256())
                .isEqualTo("8a39d2abd3999ab73c34db2476849cddf303ce389b35826850f9a700589b4a90");
    }

    @Test
    void aDetailIsCutAfterTwoThousandCharacters() {
        // Given
        Received record = new Received("in", 0, 0, 0, null, new byte[1]);

        // When
        String whole =
                letters.letter(record, "unreadable", "x".repeat(2_000)).value().getDetail();
        String cut = letters.letter(record, "unreadable", "x".repeat(2_000) + "y")
                .value()
                .getDetail();

        // Then
        assertThat(whole).isEqualTo("x".repeat(2_000));
        assertThat(cut).isEqualTo(whole);
    }

    @Test
    void anExampleOfABatchIsKnownByItsCoordinates() {
        // Given
        Source source = new Source("in", 2, 7L);

        // When
        Outgoing<DeadLetter> named = letters.forJob("a-job").letter(source, "Ähre", "skipped", "loss is NaN");
        Outgoing<DeadLetter> nameless = letters.letter(source, null, "skipped", "loss is NaN");

        // Then
        assertThat(named.topic()).isEqualTo(Topics.DEAD_LETTERS);
        assertThat(named.key()).isEqualTo("Ähre");
        assertThat(named.value().getKey()).isEqualTo(ByteBuffer.wrap("Ähre".getBytes(StandardCharsets.UTF_8)));
        assertThat(named.value().getSource()).isEqualTo(source);
        assertThat(named.value().getJobId()).isEqualTo("a-job");
        assertThat(named.value().getStream()).isEqualTo("javadoc");
        assertThat(named.value().getReason()).isEqualTo("skipped");
        assertThat(named.value().getDetail()).isEqualTo("loss is NaN");
        assertThat(named.value().getValueBytes()).isZero();
        assertThat(nameless.key()).isNull();
        assertThat(nameless.value().getKey()).isNull();
        assertThat(nameless.value().getJobId()).isNull();
    }

    @Test
    void whatRetentionTookIsOneLetterForTheWholeRange() {
        // When
        Outgoing<DeadLetter> outgoing = letters.lostToRetention(new Source("in", 2, 7L), 19);

        // Then
        assertThat(outgoing.topic()).isEqualTo(Topics.DEAD_LETTERS);
        assertThat(outgoing.key()).isNull();
        assertThat(outgoing.value().getReason()).isEqualTo("lost-to-retention");
        assertThat(outgoing.value().getSource()).isEqualTo(new Source("in", 2, 7L));
        assertThat(outgoing.value().getToOffset()).isEqualTo(19);
        assertThat(outgoing.value().getValueBytes()).isZero();
        assertThat(outgoing.value().getDetail())
                .isEqualTo("offsets [7,19) of in:2 were removed, by retention or by hand, before the stage read them: "
                        + "12 records at most; expected the topic to keep them until they are read");
    }

    @Test
    void aRecordSaysWhereItWasRead() {
        // Given
        Received record = new Received("in", 3, 42, 17, "k".getBytes(StandardCharsets.UTF_8), new byte[] {1});

        // When / Then
        assertThat(record.place()).isEqualTo("in-3@42");
        assertThat(record.keyText()).contains("k");
        assertThat(new Received("in", 3, 42, 17, null, null).keyText()).isEmpty();
    }

    @Test
    void aTombstoneHasAKeyAndNoValue() {
        // When
        Outgoing<DeadLetter> tombstone = Outgoing.tombstone(Topics.DEAD_LETTERS, "k");

        // Then
        assertThat(tombstone).isEqualTo(new Outgoing<>(Topics.DEAD_LETTERS, "k", null));
    }
}
