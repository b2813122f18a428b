package sharelora.engine.ops;

import org.junit.jupiter.api.Test;

/** Attention computes what its documentation defines. */
interface AttentionContract extends UnderTest {

    @Test
    default void attendsWithinEachSequence() {
        attends(AttentionShape.everywhere(4), Dropout.NONE);
    }

    @Test
    default void attendsToThePastOnly() {
        attends(AttentionShape.causal(4, 4), Dropout.NONE);
    }

    @Test
    default void sharesKeysAndValuesInGroups() {
        attends(AttentionShape.causal(8, 2), new Dropout(0.3, 8));
    }

    @Test
    default void dropsAttentionProbabilities() {
        attends(AttentionShape.everywhere(4), new Dropout(0.4, 12345));
    }

    private void attends(AttentionShape heads, Dropout dropout) {
        try (Drawing drawing = new Drawing(engine(), 4)) {
            // Given
            double[][] qkv = drawing.rows(16, 3 * heads.blocks());
            Sequences cut = Drawing.sequences(4, 1, 9, 2);
            Sequences sequences = new Sequences(cut.tokenIds(), cut.starts(), new int[] {100, 3, 70, 9});
            Ops ops = drawing.evaluate();

            // When
            Tensor mixed = ops.attention(drawing.tensor(ops, qkv), sequences, heads, dropout);

            // Then
            agrees(ops, mixed, Formula.attention(qkv, sequences, heads, dropout));
        }
    }
}
