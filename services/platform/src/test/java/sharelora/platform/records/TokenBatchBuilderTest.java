package sharelora.platform.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sharelora.schemas.OffsetRange;
import sharelora.schemas.Source;
import sharelora.schemas.TokenBatch;

class TokenBatchBuilderTest {

    private static final String HASH = "c".repeat(64);

    private final TokenBatchBuilder builder = new TokenBatchBuilder();

    @Test
    void packsClassesAndPairs() {
        // Given
        builder.add(TokenRecord.classified("a", at(0), new int[] {5, 6, 7}, 2, 1));
        builder.add(TokenRecord.classified("b", at(4), new int[] {8}, 1, 0));

        // When
        TokenBatch batch = builder.build("s", HASH, List.of("bug", "praise"));

        // Then
        assertThat(batch)
                .isEqualTo(TokenBatch.newBuilder()
                        .setStream("s")
                        .setTokenizerSha256(HASH)
                        .setTokenIds(List.of(5, 6, 7, 8))
                        .setSequenceStarts(List.of(0, 3, 4))
                        .setTargets(List.of(1, 0))
                        .setLabels(List.of("bug", "praise"))
                        .setExampleIds(List.of("a", "b"))
                        .setSources(List.of(at(0), at(4)))
                        .setPairStarts(List.of(2, 4))
                        .build());
    }

    @Test
    void packsScores() {
        // Given
        builder.add(TokenRecord.scored("a", at(0), new int[] {5, 6}, 2, 0.5));

        // When
        TokenBatch batch = builder.build("s", HASH, List.of());

        // Then
        assertThat(batch.getScores()).containsExactly(0.5);
        assertThat(batch.getPairStarts()).isNull();
        assertThat(batch.getCompletionStarts()).isNull();
    }

    @Test
    void packsWhereCompletionsBegin() {
        // Given
        builder.add(TokenRecord.completed("a", at(0), new int[] {5, 6}, 1));
        builder.add(TokenRecord.completed("b", at(1), new int[] {7, 8, 9}, 0));

        // When
        TokenBatch batch = builder.build("s", HASH, List.of());

        // Then
        assertThat(batch.getCompletionStarts()).containsExactly(1, 2);
        assertThat(batch.getScores()).isNull();
    }

    @Test
    void takesApartWhatItPacked() {
        // Given
        TokenRecord pair = TokenRecord.scored("a", at(3), new int[] {5, 6, 7}, 1, 2.5);
        builder.add(TokenRecord.scored("b", at(2), new int[] {4}, 1, 0));
        builder.add(pair);

        // When
        TokenRecord read = TokenRecord.of(builder.build("s", HASH, List.of()), 1);

        // Then
        assertThat(read).usingRecursiveComparison().isEqualTo(pair);
    }

    @Test
    void encodesInNoMoreBytesThanItSays() {
        // Given
        TokenBatchBuilder empty = new TokenBatchBuilder();
        int around = Codec.encode(empty.build("s", HASH, List.of())).length;
        for (int i = 0; i < 200; i++) {
            builder.add(TokenRecord.scored("example-" + i, at(1L << 50), new int[] {1_000_000, i}, 1, i));
        }

        // When
        byte[] bytes = Codec.encode(builder.build("s", HASH, List.of()));

        // Then
        assertThat(bytes.length - around).isLessThanOrEqualTo(builder.bytes());
    }

    @Test
    void countsWhatItHolds() {
        // Given
        assertThat(builder.isEmpty()).isTrue();
        assertThat(builder.bytes()).isZero();
        TokenRecord record = TokenRecord.classified("ab", at(9), new int[] {5, 6, 7}, 3, 1);

        // When
        builder.add(record);
        builder.add(TokenRecord.classified("c", at(10), new int[] {8}, 1, 0));

        // Then: 3 bytes a token, 3 a character of the id and of "input", 32 a record
        assertThat(builder.isEmpty()).isFalse();
        assertThat(builder.records()).isEqualTo(2);
        assertThat(builder.tokens()).isEqualTo(4);
        assertThat(builder.sources()).containsExactly(at(9), at(10));
        assertThat(TokenBatchBuilder.bytes(record)).isEqualTo(3 * 3 + 3 * (2 + 5) + 32);
        assertThat(builder.bytes()).isEqualTo((9 + 21 + 32) + (3 + 18 + 32));
    }

    @Test
    void saysWhatWasRemovedBeforeItsRecordsWereRead() {
        // Given
        OffsetRange gap = new OffsetRange("input", 0, 3L, 9L);
        builder.add(TokenRecord.classified("a", at(9), new int[] {5}, 1, 0));

        // When
        builder.gaps(List.of(gap));

        // Then
        assertThat(builder.build("s", HASH, List.of()).getGaps()).containsExactly(gap);
    }

    @Test
    void aRecordTakenApartIsWhatItWasForEachTask() {
        // Given
        TokenRecord completed = TokenRecord.completed("b", at(1), new int[] {7, 8, 9}, 2);
        builder.add(TokenRecord.completed("a", at(0), new int[] {5, 6}, 1));
        builder.add(completed);
        TokenRecord classified = TokenRecord.classified("d", at(3), new int[] {2, 3}, 2, 4);
        TokenBatchBuilder other = new TokenBatchBuilder();
        other.add(TokenRecord.classified("c", at(2), new int[] {1}, 1, 3));
        other.add(classified);

        // When
        TokenRecord said = TokenRecord.of(builder.build("s", HASH, List.of()), 1);
        TokenRecord told = TokenRecord.of(other.build("s", HASH, List.of("x")), 1);

        // Then
        assertThat(said).usingRecursiveComparison().isEqualTo(completed);
        assertThat(told).usingRecursiveComparison().isEqualTo(classified);
    }

    @ParameterizedTest
    @ValueSource(ints = {63, 64, 65, 128, 129, 1_000})
    void aListGrowsWithItsNumbersAndHasNoOthers(int size) {
        // Given
        IntList list = new IntList();
        List<Integer> expected = IntStream.range(0, size).boxed().toList();

        // When
        list.append(IntStream.range(0, size / 2).toArray());
        for (int i = size / 2; i < size; i++) {
            list.append(i);
        }

        // Then
        assertThat(list).isEqualTo(expected);
        assertThatThrownBy(() -> list.get(size))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage(size + " of " + size);
    }

    private static Source at(long offset) {
        return new Source("input", 0, offset);
    }
}
