package sharelora.models.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import sharelora.engine.model.config.ModelShape;
import sharelora.fixtures.Batches;
import sharelora.platform.records.TokenBatchBuilder;
import sharelora.platform.records.TokenRecord;
import sharelora.schemas.Source;
import sharelora.schemas.TokenBatch;

class TakenRecordsTest {

    private static final ModelShape SHAPE = new ModelShape("bert", 2, 16, 2, 2, 32, 50, 24);

    @Test
    void takesABatchWhoseRecordsAllFitAsItIs() {
        TokenBatch batch = Batches.batch(3);

        TakenRecords taken = TakenRecords.of(batch, SHAPE);

        assertThat(taken.batch()).isSameAs(batch);
        assertThat(taken.leftOut()).isEmpty();
        assertThat(taken.packed().orElseThrow().records()).isEqualTo(4);
    }

    @Test
    void leavesOutARecordWithATokenThatTheBaseHasNoRowFor() {
        TakenRecords taken = TakenRecords.of(batch(classified(0, 7), classified(1, 50), classified(2, 8)), SHAPE);

        assertThat(taken.leftOut())
                .containsExactly(new LeftOut(
                        1,
                        "token-beyond-vocabulary",
                        "token 0 of the record is 50, expected 0 to 49 as the base has a vocabulary of 50"));
        assertThat(taken.batch().getExampleIds()).containsExactly("e0", "e2");
        assertThat(taken.packed().orElseThrow().tokenIds()).containsExactly(7, 8);
    }

    @Test
    void leavesOutARecordWithMoreTokensThanTheBaseHasPositions() {
        TakenRecords taken = TakenRecords.of(batch(classified(0, new int[25]), classified(1, new int[24])), SHAPE);

        assertThat(taken.leftOut())
                .containsExactly(new LeftOut(
                        0,
                        "longer-than-positions",
                        "the record has 25 tokens, expected at most 24 as the base has positions"));
    }

    @Test
    void leavesOutARecordWhoseTargetHasNoLabel() {
        TokenRecord beyond = TokenRecord.classified("e0", source(0), new int[] {1}, 1, 3);
        TokenRecord negative = TokenRecord.classified("e1", source(1), new int[] {1}, 1, -1);

        TakenRecords taken = TakenRecords.of(batch(beyond, negative, classified(2, 8)), SHAPE);

        assertThat(taken.leftOut())
                .extracting(LeftOut::place, LeftOut::reason)
                .containsExactly(tuple(0, "target-beyond-labels"), tuple(1, "target-beyond-labels"));
    }

    @Test
    void leavesOutAScoreThatIsNoNumberAndAPromptWithoutCompletion() {
        TakenRecords scores = TakenRecords.of(
                batch(
                        TokenRecord.scored("e0", source(0), new int[] {1}, 1, Double.NaN),
                        TokenRecord.scored("e1", source(1), new int[] {1}, 1, 0.5)),
                SHAPE);
        TakenRecords completions = TakenRecords.of(
                batch(
                        TokenRecord.completed("e0", source(0), new int[] {1, 2}, 1),
                        TokenRecord.completed("e1", source(1), new int[] {1, 2}, 2)),
                SHAPE);

        assertThat(scores.leftOut()).extracting(LeftOut::reason).containsExactly("score-not-finite");
        assertThat(scores.packed().orElseThrow().scores()).containsExactly(0.5);
        assertThat(completions.leftOut()).extracting(LeftOut::place).containsExactly(1);
        assertThat(completions.leftOut()).extracting(LeftOut::reason).containsExactly("malformed-record");
    }

    @Test
    void hasNothingToTakeWhereNoRecordFits() {
        TakenRecords taken = TakenRecords.of(batch(classified(0, -1), classified(1, 50)), SHAPE);

        assertThat(taken.packed()).isEmpty();
        assertThat(taken.leftOut()).extracting(LeftOut::place).containsExactly(0, 1);
    }

    @Test
    void refusesABatchWhosePartsDoNotFitEachOther() {
        TokenBatch batch = TokenBatch.newBuilder(batch(classified(0, 50), classified(1, 2)))
                .setSequenceStarts(List.of(0, 900, 2))
                .build();

        assertThatThrownBy(() -> TakenRecords.of(batch, SHAPE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("sequenceStarts[2]: 2, expected at least 900");
    }

    @Test
    void countsThePlacesOfThoseTaken() {
        TakenRecords taken =
                TakenRecords.of(batch(classified(0, 50), classified(1, 2), classified(2, 50), classified(3, 4)), SHAPE);

        assertThat(List.of(taken.takenBefore(0), taken.takenBefore(2), taken.takenBefore(4)))
                .containsExactly(0, 1, 2);
        assertThat(taken.leftOut(1, 3)).extracting(LeftOut::place).containsExactly(2);
    }

    private static TokenBatch batch(TokenRecord... records) {
        TokenBatchBuilder builder = new TokenBatchBuilder();
        new ArrayList<>(List.of(records)).forEach(builder::add);
        return builder.build(Batches.STREAM, Batches.TOKENIZER, Batches.LABELS);
    }

    private static TokenRecord classified(int place, int... tokens) {
        return TokenRecord.classified("e" + place, source(place), tokens, tokens.length, 0);
    }

    private static Source source(long offset) {
        return new Source(Batches.INPUT, 0, offset);
    }
}
