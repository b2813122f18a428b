package sharelora.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import sharelora.engine.adapter.lowrank.LowRankMethod;
import sharelora.engine.adapter.lowrank.LowRankSpec;
import sharelora.engine.head.HeadSpec;
import sharelora.engine.model.config.ModelShape;
import sharelora.engine.ops.Arithmetic;

final class FlopsTest {

    private static final ModelShape SHAPE = new ModelShape("bert", 2, 4, 2, 2, 8, 50, 16);

    @Test
    void countsEveryProductOfAStepOnce() {
        // Given
        Workload work = work(HeadSpec.MEAN);

        // When
        double flops = Flops.ofStep(SHAPE, work);

        // Then
        double projections = 2 * 5 * (4 * 4 * 4 + 2 * 4 * 8); // 2 N (q, k, v, output; up, down) of a layer, forward
        double attention = 4 * 4 * (2 * 2 + 3 * 3); // q kᵀ and p v of two sequences, forward
        double lowRank = 2 * 5 * (4 + 4); // down and up, forward
        double notBack = 2 * 5 * 3 * 4 * 4; // the first layer's q, k, v have no gradient to pass on
        assertThat(flops).isEqualTo(2 * (2 * projections + 3 * attention + 3 * lowRank) - notBack);
    }

    @Test
    void leavesOutWhatAStockHeadDoesNotLookAt() {
        // When
        double saved = Flops.ofStep(SHAPE, work(HeadSpec.MEAN)) - Flops.ofStep(SHAPE, work(HeadSpec.STOCK));

        // Then
        assertThat(saved).isEqualTo(2 * 2 * (5 - 2) * (4 * 4 + 2 * 4 * 8)); // output, up, down of 3 tokens, once back
    }

    @Test
    void countsTheWordsOfALanguageHead() {
        // When
        double more = Flops.ofStep(SHAPE, work(HeadSpec.LANGUAGE)) - Flops.ofStep(SHAPE, work(HeadSpec.STOCK));

        // Then
        double behindAttention = 2 * 2 * (3 - 2) * (4 * 4 + 2 * 4 * 8); // of 3 next tokens, in place of 2 sequences
        assertThat(more).isEqualTo(2 * 2 * 3 * 4 * 50 + behindAttention);
    }

    private static Workload work(HeadSpec head) {
        return new Workload(
                new LowRankSpec(LowRankMethod.SHARE_A, 1, 1, 0, List.of("query")),
                head,
                List.of(2, 3),
                Workload.training(1, false),
                Arithmetic.FLOAT32);
    }
}
