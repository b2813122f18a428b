package sharelora.operations.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import sharelora.fixtures.SomeAdapter;
import sharelora.operations.WrongUsageException;
import sharelora.schemas.Checkpoint;

class CheckpointsTest {

    private final Checkpoint first = SomeAdapter.checkpoint("j", 50, "aa1".repeat(16), "b".repeat(64));
    private final Checkpoint second = SomeAdapter.checkpoint("j", 100, "aa2".repeat(16), "b".repeat(64));
    private final Checkpoints checkpoints = new Checkpoints(List.of(second, first));

    @Test
    void findsTheNewestUnlessOneIsNamed() {
        // When
        Checkpoint newest = checkpoints.newest().orElseThrow();

        // Then
        assertThat(newest).isEqualTo(second);
        assertThat(checkpoints.named("--to", "aa1")).isEqualTo(first);
        assertThat(checkpoints.named("--to", first.getAdapterName())).isEqualTo(first);
        assertThat(first.getAdapterName()).isEqualTo("j-50-aa1aa1aa1aa1");
    }

    @Test
    void saysWhichThereAreWhereNoneOrSeveralAreMeant() {
        // When / Then
        assertThatThrownBy(() -> checkpoints.named("--to", "aa"))
                .isInstanceOf(WrongUsageException.class)
                .hasMessageContaining("--to: 'aa', expected one of j-100-aa2aa2aa2aa2, j-50-aa1aa1aa1aa1");
        assertThatThrownBy(() -> checkpoints.named("--to", "ff")).isInstanceOf(WrongUsageException.class);
        assertThat(new Checkpoints(List.of()).newest()).isEmpty();
    }
}
