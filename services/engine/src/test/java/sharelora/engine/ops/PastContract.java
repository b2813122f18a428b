package sharelora.engine.ops;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What goes on from a past sees what it would have seen all at once. */
interface PastContract extends UnderTest {

    AttentionShape GROUPED = AttentionShape.causal(4, 2);

    @Test
    default void seesWhatLanesHold() {
        try (Drawing drawing = new Drawing(engine(), 71);
                KvCache cache = engine().kvCache(2, 2 * 2 * 5, 2, 8)) {
            // Given
            double[][] all = drawing.rows(8 + 3, GROUPED.blocks() * 5);
            double[][] others = drawing.rows(8 + 3, GROUPED.blocks() * 5);
            attend(drawing, cache, 0, Arrays.copyOf(all, 8), Drawing.sequences(5, 3));
            attend(drawing, cache, 1, Arrays.copyOf(others, 8), Drawing.sequences(5, 3));
            Sequences goingOn =
                    Sequences.of(new int[] {0, 1, 2}, new int[] {0, 1, 3}).goingOn(new int[] {5, 3});

            // When
            double[] more = attend(drawing, cache, 0, Arrays.copyOfRange(all, 8, 11), goingOn);
            double[] otherMore = attend(drawing, cache, 1, Arrays.copyOfRange(others, 8, 11), goingOn);

            // Then
            int[] order = {0, 1, 2, 3, 4, 8, 5, 6, 7, 9, 10};
            Sequences whole = Drawing.sequences(6, 5);
            Agreement.check(
                    "layer 0",
                    more,
                    last(Formula.attention(inOrder(all, order), whole, GROUPED, Dropout.NONE)),
                    within(),
                    0);
            Agreement.check(
                    "layer 1",
                    otherMore,
                    last(Formula.attention(inOrder(others, order), whole, GROUPED, Dropout.NONE)),
                    within(),
                    0);
        }
    }

    @Test
    default void goesOnFromTheLanesThatAreChosen() {
        try (Drawing drawing = new Drawing(engine(), 72);
                KvCache cache = engine().kvCache(1, 2 * 2 * 4, 3, 4)) {
            // Given
            double[][] all = drawing.rows(6, GROUPED.blocks() * 4);
            double[][] next = drawing.rows(4, GROUPED.blocks() * 4);
            attend(drawing, cache, 0, all, Drawing.sequences(1, 2, 3));

            // When
            cache.choose(new int[] {2, 1, 2, 2});
            Sequences goingOn = Sequences.of(new int[] {0, 1, 2, 3}, new int[] {0, 1, 2, 3, 4})
                    .goingOn(new int[] {3, 2, 3, 3});
            double[] mixed = attend(drawing, cache, 0, next, goingOn);

            // Then
            for (int lane = 0; lane < 4; lane++) {
                int first = lane == 1 ? 1 : 3;
                double[][] seen = Arrays.copyOfRange(all, first, first + goingOn.firsts()[lane] + 1);
                seen[seen.length - 1] = next[lane];
                double[][] whole = Formula.attention(seen, Drawing.sequences(seen.length), GROUPED, Dropout.NONE);
                double[] found = Arrays.copyOfRange(mixed, lane * 16, lane * 16 + 16);
                Agreement.check("lane " + lane, found, whole[seen.length - 1], within(), 0);
            }
        }
    }

    @Test
    default void refusesWhatHasNoRoomInAPast() {
        try (Drawing drawing = new Drawing(engine(), 73);
                KvCache cache = engine().kvCache(1, 2 * 2 * 4, 1, 4)) {
            double[][] five = drawing.rows(5, GROUPED.blocks() * 4);
            assertThatThrownBy(() -> attend(drawing, cache, 0, five, Drawing.sequences(5)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("a lane has room for 4 tokens, expected at least 5");
            assertThatThrownBy(() -> attend(drawing, cache, 0, five, Drawing.sequences(3, 2)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("2 sequences");
            Ops recording = drawing.record();
            Tensor x = drawing.tensor(recording, five);
            assertThatThrownBy(() -> recording.attention(x, Drawing.sequences(5), GROUPED, cache, 0))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("never recorded");
        }
    }

    private double[] attend(Drawing drawing, KvCache cache, int layer, double[][] qkv, Sequences sequences) {
        Ops ops = drawing.evaluate();
        return Agreement.doubles(ops.read(ops.attention(drawing.tensor(ops, qkv), sequences, GROUPED, cache, layer)));
    }

    private double within() {
        return Math.max(tolerance(), 1e-7);
    }

    private static double[][] inOrder(double[][] rows, int[] order) {
        return Arrays.stream(order).mapToObj(i -> rows[i]).toArray(double[][]::new);
    }

    /** The last token of the first sequence of six, and the last two of the second, of five. */
    private static double[] last(double[][] rows) {
        return Formula.flatten(new double[][] {rows[5], rows[9], rows[10]});
    }
}
