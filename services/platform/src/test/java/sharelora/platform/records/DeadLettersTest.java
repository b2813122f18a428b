package sharelora.platform.records;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
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
}
