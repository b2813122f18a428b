package sharelora.engine.fused.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ArenaTest {

    private final Arena arena = new Arena();

    @AfterEach
    void close() {
        arena.close();
    }

    @Test
    void handsOutTheSameMemoryInTheNextShard() {
        // Given
        long first = arena.matrix(100, 40).address();
        // When
        arena.reset();
        // Then
        assertThat(arena.matrix(7, 9).address()).isEqualTo(first);
    }

    @Test
    void keepsWhatIsThereWhenItGrows() {
        // Given
        Matrix small = arena.zeros(3, 8);
        Lanes.set(small.address(), 42);
        // When
        arena.zeros(3000, 1000);
        // Then
        assertThat(Lanes.get(small.address())).isEqualTo(42);
    }

    @Test
    void findsOneBlockForWhatNeededSeveral() {
        // Given
        arena.matrix(1500, 1000);
        arena.matrix(1500, 1000);
        arena.reset();
        // When
        long first = arena.matrix(1500, 1000).address();
        long second = arena.matrix(1500, 1000).address();
        // Then
        assertThat(second - first).isEqualTo(1504L * 1000 * Float.BYTES);
    }

    @Test
    void reusesAMatrixAfterItsLastOwner() {
        // Given
        Matrix matrix = arena.matrix(5, 5);
        matrix.share();
        // When
        arena.release(matrix);
        Matrix meanwhile = arena.matrix(5, 5);
        arena.release(matrix);
        Matrix after = arena.matrix(5, 5);
        // Then
        assertThat(meanwhile.address()).isNotEqualTo(matrix.address());
        assertThat(after.address()).isEqualTo(matrix.address());
    }

    @Test
    void clearsThePaddingOfUsedMemory() {
        // Given
        Matrix wide = arena.matrix(4, 8);
        for (int i = 0; i < 32; i++) {
            Lanes.set(wide.address() + (long) i * Float.BYTES, Float.NaN);
        }
        arena.reset();
        // When
        Matrix narrow = arena.matrix(4, 5);
        // Then
        for (int i = 0; i < 4; i++) {
            for (int j = 5; j < 8; j++) {
                assertThat(Lanes.get(narrow.row(i) + (long) j * Float.BYTES)).isZero();
            }
        }
    }

    @Test
    void refusesAShardBeyondItsBound() {
        assertThatThrownBy(() -> arena.matrix(1 << 20, 1 << 13))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("16 GiB")
                .hasMessageContaining("more shards");
    }
}
