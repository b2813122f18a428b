package sharelora.engine.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShardPlanTest {

    @Test
    void givesTheLongestRecordFirstToTheLightestShard() {
        // Given
        PackedBatch batch = batch(3, 9, 3, 5, 4);
        // When
        List<Shard> shards = ShardPlan.cut(batch, 2);
        // Then: 9 | 5, then 4 to the second, 3 and 3 to where it is lighter, ties to the first
        assertThat(shards.get(0).records()).containsExactly(0, 1);
        assertThat(shards.get(1).records()).containsExactly(2, 3, 4);
    }

    @Test
    void keepsEachRecordsTokensClassAndPlaceInTheBatch() {
        // Given
        PackedBatch batch = batch(3, 9, 3, 5, 4);
        // When
        Shard shard = ShardPlan.cut(batch, 2).get(1);
        // Then
        assertThat(shard.sequences().origins()).containsExactly(12, 15, 20);
        assertThat(shard.sequences().starts()).containsExactly(0, 3, 8, 12);
        assertThat(shard.sequences().tokenIds())
                .containsExactly(IntStream.range(12, 24).toArray());
        assertThat(((Targets.Classes) shard.targets()).classes()).containsExactly(2, 3, 4);
    }

    @Test
    void hasNoEmptyShards() {
        // When
        List<Shard> shards = ShardPlan.cut(batch(1, 1), 4);
        // Then
        assertThat(shards).hasSize(2);
    }

    private static PackedBatch batch(int... lengths) {
        int[] starts = new int[lengths.length + 1];
        for (int i = 0; i < lengths.length; i++) {
            starts[i + 1] = starts[i] + lengths[i];
        }
        int total = Arrays.stream(lengths).sum();
        return new PackedBatch(
                IntStream.range(0, total).toArray(),
                starts,
                IntStream.range(0, lengths.length).toArray());
    }
}
