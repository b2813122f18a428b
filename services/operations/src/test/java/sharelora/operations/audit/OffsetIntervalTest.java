package sharelora.operations.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class OffsetIntervalTest {

    @Test
    void joinsWhatTouchesOrOverlaps() {
        assertThat(OffsetInterval.union(List.of(span(5, 7), span(0, 3), span(3, 4), span(6, 9), span(9, 9))))
                .containsExactly(span(0, 4), span(5, 9));
    }

    @Test
    void findsWhatIsInMoreThanOne() {
        assertThat(OffsetInterval.overlaps(List.of(span(0, 5), span(5, 9), span(3, 4), span(8, 12))))
                .containsExactly(span(3, 4), span(8, 9));
        assertThat(OffsetInterval.overlaps(List.of(span(0, 5), span(5, 9)))).isEmpty();
    }

    @Test
    void findsWhatOthersLack() {
        List<OffsetInterval> all = List.of(span(0, 10), span(20, 30));

        assertThat(OffsetInterval.minus(all, List.of(span(2, 4), span(8, 25))))
                .containsExactly(span(0, 2), span(4, 8), span(25, 30));
        assertThat(OffsetInterval.minus(all, all)).isEmpty();
        assertThat(OffsetInterval.minus(all, List.of())).isEqualTo(all);
    }

    @Test
    void leavesOutWhatLiesBefore() {
        assertThat(OffsetInterval.from(List.of(span(0, 10), span(20, 30)), 25)).containsExactly(span(25, 30));
    }

    private static OffsetInterval span(long from, long to) {
        return new OffsetInterval(from, to);
    }
}
