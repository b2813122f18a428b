package sharelora.evaluator.slice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import sharelora.engine.batch.PackedBatch;
import sharelora.engine.batch.Targets;
import sharelora.fixtures.EvaluatedStreams;
import sharelora.models.suite.Slice;
import sharelora.platform.records.Codec;
import sharelora.platform.records.UnreadableRecordException;
import sharelora.schemas.TokenBatch;

class SliceTest {

    private final TokenBatch batch = EvaluatedStreams.batch(0, 10);
    private final Slice slice =
            new HeldOutWindow(new MemoryLog().add(batch), 10).slice(EvaluatedStreams.checkpoint(1, 10));

    @Test
    void isATokenBatchThatAnybodyCanRead() {
        // When
        TokenBatch read = Codec.decode(TokenBatch.class, slice.bytes());

        // Then
        assertThat(read).isEqualTo(batch);
        assertThat(Slice.read(slice.bytes()).sha256()).isEqualTo(slice.sha256());
    }

    @Test
    void shardsTogetherAreTheWhole() {
        // When
        List<PackedBatch> shards = List.of(slice.cut(0, 4), slice.cut(4, 8), slice.cut(8, 10));

        // Then
        assertThat(shards.stream().flatMapToInt(each -> Arrays.stream(each.tokenIds())))
                .containsExactlyElementsOf(batch.getTokenIds());
        assertThat(shards.stream().flatMapToInt(each -> Arrays.stream(each.classes())))
                .containsExactlyElementsOf(batch.getTargets());
        assertThat(shards).extracting(PackedBatch::records).containsExactly(4, 4, 2);
    }

    @Test
    void keepsWhereCompletionsBegin() {
        // Given
        TokenBatch words = TokenBatch.newBuilder(batch)
                .setCompletionStarts(batch.getSequenceStarts().subList(0, 10))
                .build();

        // When
        Slice frozen = new HeldOutWindow(new MemoryLog().add(words), 10).slice(EvaluatedStreams.checkpoint(1, 10));

        // Then
        assertThat(Codec.decode(TokenBatch.class, frozen.bytes())).isEqualTo(words);
        assertThat(frozen.cut(4, 8).targets())
                .isInstanceOfSatisfying(
                        Targets.Completions.class,
                        completions -> assertThat(completions.prompts()).containsExactly(0, 0, 0, 0));
    }

    @Test
    void refusesARangeThatItDoesNotHave() {
        assertThatThrownBy(() -> slice.cut(8, 11))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("records are [8, 11), expected some of [0, 10)");
    }

    @Test
    void refusesBytesThatWereCutShort() {
        assertThatThrownBy(() -> Slice.read(Arrays.copyOf(slice.bytes(), 100)))
                .isInstanceOf(UnreadableRecordException.class);
    }
}
