package sharelora.cli.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import sharelora.cli.WrongUsageException;
import sharelora.schemas.Checkpoint;

class CheckpointsTest {

    private final Checkpoint first = SomeAdapter.checkpoint("j", 50, "aa1".repeat(16), "b".repeat(64));
    private final Checkpoint second = SomeAdapter.checkpoint("j", 100, "aa2".repeat(16), "b".repeat(64));
    private final Checkpoints checkpoints = new Checkpoints("j", List.of(second, first));

    @Test
    void findsTheNewestUnlessOneIsNamed() {
        // When
        Checkpoint newest = checkpoints.find(Optional.empty());

        // Then
        assertThat(newest).isEqualTo(second);
        assertThat(checkpoints.find(Optional.of("aa1"))).isEqualTo(first);
        assertThat(checkpoints.find(Optional.of(first.getAdapterName()))).isEqualTo(first);
        assertThat(first.getAdapterName()).isEqualTo("j-50-aa1aa1aa1aa1");
    }

    @Test
    void saysWhichThereAreWhereNoneOrSeveralAreMeant() {
        // When / Then
        assertThatThrownBy(() -> checkpoints.find(Optional.of("aa")))
                .isInstanceOf(WrongUsageException.class)
                .hasMessageContaining("--checkpoint: 'aa', expected one of j-100-aa2aa2aa2aa2, j-50-aa1aa1aa1aa1");
        assertThatThrownBy(() -> checkpoints.find(Optional.of("ff"))).isInstanceOf(WrongUsageException.class);
        assertThatThrownBy(() -> new Checkpoints("k", List.of()).find(Optional.empty()))
                .hasMessageContaining("--job: 'k', expected a job with a checkpoint");
    }
}
