package sharelora.evaluator.slice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import sharelora.engine.batch.PackedBatch;
import sharelora.engine.batch.Targets;
import sharelora.engine.model.config.ModelShape;
import sharelora.fixtures.EvaluatedStreams;
import sharelora.models.batch.LeftOut;
import sharelora.models.suite.Slice;
import sharelora.models.suite.SlicePart;
import sharelora.platform.records.Codec;
import sharelora.platform.records.UnreadableRecordException;
import sharelora.schemas.TokenBatch;

class SliceTest {

    private static final ModelShape SHAPE = new ModelShape("bert", 2, 16, 2, 2, 32, 50, 24);

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

    /** Suites are stored under these hashes: the bytes of equal records must never change. */
    @Test
    void equalRecordsKeepTheirHash() {
        // Given
        List<Integer> starts = batch.getSequenceStarts();
        List<Integer> second = new ArrayList<>();
        List<Double> scores = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            second.add(i == 3 ? starts.get(i + 1) : starts.get(i) + 1);
            scores.add(i / 4.0);
        }

        // When
        List<String> hashes = Stream.of(
                        batch,
                        TokenBatch.newBuilder(batch).setPairStarts(second).build(),
                        TokenBatch.newBuilder(batch).setScores(scores).build(),
                        TokenBatch.newBuilder(batch)
                                .setCompletionStarts(starts.subList(0, 10))
                                .build())
                .map(records -> new HeldOutWindow(new MemoryLog().add(records), 10)
                        .slice(EvaluatedStreams.checkpoint(1, 10))
                        .sha256())
                .toList();

        // Then
        assertThat(hashes)
                .containsExactly(
                        "a1d2368adbd97351a0189ecfed34e91c76b3b1634de3e9d52794fcd4cea21f0a",
                        "57fc54f0efa8c83b3aa0da476f0cfd14f1e29b0382524f9b1f0c2a2db56da652",
                        "0a8c1930ce8f196f477b0e6f1e697d2078678f6d772114acb165fbb4a9f4076d",
                        "409f85fd48da012ae8714b128b5fecbcedbc8b8b311ee8cb41ceaa23218dc258");
    }

    @Test
    void shardsTogetherAreTheWhole() {
        // When
        List<PackedBatch> shards = List.of(cut(0, 4), cut(4, 8), cut(8, 10));

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
        assertThat(frozen.cut(4, 8, SHAPE).records().orElseThrow().targets())
                .isInstanceOfSatisfying(
                        Targets.Completions.class,
                        completions -> assertThat(completions.prompts()).containsExactly(0, 0, 0, 0));
    }

    @Test
    void refusesARangeThatItDoesNotHave() {
        assertThatThrownBy(() -> slice.cut(8, 11, SHAPE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("records are [8, 11), expected some of [0, 10)");
    }

    @Test
    void refusesBytesThatWereCutShort() {
        assertThatThrownBy(() -> Slice.read(Arrays.copyOf(slice.bytes(), 100)))
                .isInstanceOf(UnreadableRecordException.class);
    }

    @Test
    void leavesOutWhatABaseCannotTakeByItsPlaceInTheSlice() {
        // Given
        TokenBatch strange = TokenBatch.newBuilder(batch).build();
        strange.getTokenIds().set(batch.getSequenceStarts().get(5), SHAPE.vocabulary());
        Slice mixed = Slice.freeze(strange);

        // When
        SlicePart part = mixed.cut(4, 8, SHAPE);

        // Then
        assertThat(part.leftOut()).extracting(LeftOut::place).containsExactly(5);
        assertThat(part.records().orElseThrow().classes())
                .containsExactly(
                        batch.getTargets().get(4),
                        batch.getTargets().get(6),
                        batch.getTargets().get(7));
        assertThat(mixed.cut(5, 6, SHAPE).records()).isEmpty();
        assertThat(mixed.cut(8, 10, SHAPE).records().orElseThrow().tokenIds())
                .isEqualTo(cut(8, 10).tokenIds());
    }

    private PackedBatch cut(int from, int to) {
        return slice.cut(from, to, SHAPE).records().orElseThrow();
    }
}
