package sharelora.platform.records;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
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

    private static Source at(long offset) {
        return new Source("input", 0, offset);
    }
}
