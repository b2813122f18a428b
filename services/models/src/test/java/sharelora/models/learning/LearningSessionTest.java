package sharelora.models.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import sharelora.engine.drift.Alarm;
import sharelora.engine.drift.Outlier;
import sharelora.engine.model.config.ModelShape;
import sharelora.engine.training.FineTuneSpec;
import sharelora.engine.training.OffsetSpan;
import sharelora.engine.training.StepResult;
import sharelora.fixtures.Batches;
import sharelora.fixtures.TrainingJobs;
import sharelora.platform.failure.FatalException;
import sharelora.platform.kafka.Position;
import sharelora.platform.records.Outgoing;
import sharelora.schemas.DeadLetter;
import sharelora.schemas.Drift;
import sharelora.schemas.StepStatus;
import sharelora.schemas.TokenBatch;
import sharelora.schemas.TrainStep;

class LearningSessionTest {

    private static final ModelShape SHAPE = new ModelShape("bert", 2, 16, 2, 2, 32, 50, 24);
    private static final byte[] RUBBISH = "not a batch".getBytes(StandardCharsets.UTF_8);

    private final JobSettings job = JobSettings.of(TrainingJobs.job("a").build());
    private final FineTuneSpec subject = job.subject(Batches.TOKENIZER, Batches.LABELS);

    @Test
    void takesOneStepForEveryBatchInOrder() {
        LearningSession learning = learning(0);

        learning.take(Batches.at(0, Batches.batch(0)));
        learning.take(Batches.at(2, Batches.batch(1)));

        assertThat(steps(learning)).extracting(TrainStep::getStep).containsExactly(1L, 2L);
        assertThat(steps(learning)).extracting(TrainStep::getOffset).containsExactly(0L, 2L);
        assertThat(learning.progress().nextOffset()).isEqualTo(3);
    }

    @Test
    void buriesEveryRecordOfABatchThatIsNotFinite() {
        LearningSession learning = learning(0, 2);

        learning.take(Batches.at(0, Batches.batch(0)));
        learning.take(Batches.at(1, Batches.batch(1)));

        assertThat(steps(learning))
                .extracting(TrainStep::getStatus)
                .containsExactly(StepStatus.LEARNED, StepStatus.SKIPPED);
        assertThat(letters(learning)).hasSize(4).allSatisfy(letter -> {
            assertThat(letter.getReason()).isEqualTo("not-finite");
            assertThat(letter.getSource().getTopic()).isEqualTo(Batches.INPUT);
            assertThat(letter.getJobId()).isEqualTo("a");
        });
        assertThat(letters(learning))
                .extracting(letter -> letter.getSource().getOffset())
                .containsExactly(10L, 11L, 12L, 13L);
    }

    @Test
    void buriesAnOutlierWithItsFiguresAndTellsAChangeWithItsStep() {
        Map<Long, StepResult> noticed = Map.of(
                1L, noticed(Optional.of(new Outlier(Outlier.LOSS, 9, 2)), Optional.empty()),
                2L, noticed(Optional.empty(), Optional.of(new Alarm("adwin", "loss", 0.2, 0.7))));
        LearningSession learning = new LearningSession(job, subject, SHAPE, new CountingLearner(Set.of(), noticed), 0);

        learning.take(Batches.at(0, Batches.batch(0)));
        learning.take(Batches.at(1, Batches.batch(1)));

        assertThat(steps(learning))
                .extracting(TrainStep::getStatus, TrainStep::getOutlier, TrainStep::getDrift)
                .containsExactly(tuple(StepStatus.SKIPPED, "loss", null), tuple(StepStatus.LEARNED, null, "adwin"));
        assertThat(letters(learning)).hasSize(4).allSatisfy(letter -> {
            assertThat(letter.getReason()).isEqualTo("outlier");
            assertThat(letter.getDetail()).contains("loss is 9.0", "expected a loss of at most 2.0");
        });
        assertThat(ofType(learning, Drift.class)).singleElement().satisfies(drift -> {
            assertThat(drift.getDriftId()).isEqualTo("a/2");
            assertThat(drift.getOffset()).isEqualTo(1);
            assertThat(drift.getNoticedBy()).isEqualTo("adwin");
            assertThat(drift.getAfter()).isEqualTo(0.7);
            assertThat(drift.getAction()).isEqualTo("tell");
        });
    }

    private static StepResult noticed(Optional<Outlier> outlier, Optional<Alarm> alarm) {
        return new StepResult(outlier.isEmpty(), 9, 4, 1, 0.5, 0.1, List.of(), outlier, alarm);
    }

    @Test
    void endsAfterFiveBatchesInARowThatAreNotFinite() {
        LearningSession learning = learning(0, 2, 3, 4, 5, 6);
        for (int i = 0; i < 5; i++) {
            learning.take(Batches.at(i, Batches.batch(i)));
        }

        assertThatThrownBy(() -> learning.take(Batches.at(5, Batches.batch(5))))
                .isInstanceOf(FatalException.class)
                .hasMessageContaining("job a: step 6")
                .hasMessageContaining("5 batches in a row");
    }

    @Test
    void tellsOfAnUnreadableBatchWithTheStepThatPassesItAndNotBefore() {
        LearningSession learning = learning(0);

        learning.take(Batches.at(0, RUBBISH));

        assertThat(learning.unsent()).isEmpty();
        learning.take(Batches.at(1, Batches.batch(0)));
        assertThat(letters(learning)).singleElement().satisfies(letter -> {
            assertThat(letter.getReason()).isEqualTo("unreadable");
            assertThat(letter.getSource().getOffset()).isZero();
        });
        assertThat(steps(learning)).hasSize(1);
    }

    @Test
    void buriesARecordThatTheBaseCannotTakeAndLearnsTheOthersOfItsBatch() {
        LearningSession learning = learning(0);

        learning.take(Batches.at(0, withStrangeToken(0)));

        assertThat(steps(learning)).singleElement().satisfies(step -> {
            assertThat(step.getStatus()).isEqualTo(StepStatus.LEARNED);
            assertThat(step.getRecords()).isEqualTo(3);
            assertThat(step.getLeftOut()).containsExactly(0);
        });
        assertThat(letters(learning)).singleElement().satisfies(letter -> {
            assertThat(letter.getReason()).isEqualTo("token-beyond-vocabulary");
            assertThat(letter.getDetail()).contains("is 50, expected 0 to 49");
            assertThat(letter.getSource())
                    .isEqualTo(Batches.batch(0).getSources().getFirst());
            assertThat(letter.getJobId()).isEqualTo("a");
        });
        assertThat(learning.progress().records()).isEqualTo(3);
        assertThat(learning.progress().inputs())
                .containsExactly(new OffsetSpan(Batches.INPUT, 0, 0, 3), new OffsetSpan(Batches.INPUT, 1, 1, 4));
    }

    @Test
    void buriesOnlyWhatWasGivenToAStepThatIsNotFinite() {
        LearningSession learning = learning(0, 1);

        learning.take(Batches.at(0, withStrangeToken(1)));

        assertThat(letters(learning))
                .extracting(DeadLetter::getReason, letter -> letter.getSource().getOffset())
                .containsExactly(
                        tuple("token-beyond-vocabulary", 10L),
                        tuple("not-finite", 11L),
                        tuple("not-finite", 12L),
                        tuple("not-finite", 13L));
    }

    @Test
    void passesABatchOfWhichTheBaseCanTakeNothingWithALetterForEachRecord() {
        LearningSession learning = learning(0);
        TokenBatch strange = Batches.batch(0);
        strange.getTokenIds().replaceAll(token -> token + SHAPE.vocabulary());

        learning.take(Batches.at(0, strange));

        assertThat(learning.unsent()).isEmpty();
        learning.take(Batches.at(1, Batches.batch(1)));
        assertThat(letters(learning)).hasSize(4);
        assertThat(steps(learning))
                .singleElement()
                .extracting(TrainStep::getOffset)
                .isEqualTo(1L);
    }

    @Test
    void saysNothingOfStepsThatWereToldOfBefore() {
        LearningSession learning = learning(2, 2);

        learning.take(Batches.at(0, RUBBISH));
        learning.take(Batches.at(1, Batches.batch(0)));
        assertThat(learning.silent()).isTrue();
        learning.take(Batches.at(2, Batches.batch(1)));

        assertThat(learning.silent()).isFalse();
        assertThat(learning.unsent()).isEmpty();
        learning.take(Batches.at(3, Batches.batch(2)));
        assertThat(steps(learning)).extracting(TrainStep::getStep).containsExactly(3L);
    }

    @Test
    void refusesALogThatEndsBeforeWhatWasToldOf() {
        LearningSession learning = learning(2);
        learning.take(Batches.at(0, Batches.batch(0)));

        assertThatThrownBy(() -> learning.requireTold(new Position("t", 0)))
                .isInstanceOf(FatalException.class)
                .hasMessage("job a: t-0 ends after step 1, expected the batches of step 2 as its newest manifest says");
    }

    @Test
    void refusesABatchOfAnotherTokenizerByBothNames() {
        String other = "5".repeat(64);

        assertThatThrownBy(() -> learning(0).take(Batches.at(0, Batches.batch(0, other, Batches.LABELS))))
                .isInstanceOf(FatalException.class)
                .hasMessageContaining(other)
                .hasMessageContaining(Batches.TOKENIZER);
    }

    @Test
    void takesLabelsThatWereAppendedAndBatchesFromBefore() {
        LearningSession learning = learning(0);
        List<String> longer = List.of("bug", "question", "praise", "spam");

        learning.take(Batches.at(0, Batches.batch(0, Batches.TOKENIZER, longer)));
        learning.take(Batches.at(1, Batches.batch(1)));

        assertThat(steps(learning)).hasSize(2);
    }

    @Test
    void refusesLabelsThatContradictThoseBefore() {
        List<String> swapped = List.of("question", "bug", "praise");

        assertThatThrownBy(() -> learning(0).take(Batches.at(0, Batches.batch(0, Batches.TOKENIZER, swapped))))
                .isInstanceOf(FatalException.class)
                .hasMessageContaining(swapped.toString())
                .hasMessageContaining(Batches.LABELS.toString());
    }

    @Test
    void forgetsWhatIsCommitted() {
        LearningSession learning = learning(0);
        learning.take(Batches.at(0, Batches.batch(0)));

        learning.sent();

        assertThat(learning.unsent()).isEmpty();
    }

    private static TokenBatch withStrangeToken(int number) {
        TokenBatch batch = Batches.batch(number);
        batch.getTokenIds().set(0, SHAPE.vocabulary());
        return batch;
    }

    private LearningSession learning(long silentUntil, long... notFinite) {
        Set<Long> bad = new HashSet<>();
        for (long step : notFinite) {
            bad.add(step);
        }
        return new LearningSession(job, subject, SHAPE, new CountingLearner(bad, Map.of()), silentUntil);
    }

    private static List<TrainStep> steps(LearningSession learning) {
        return ofType(learning, TrainStep.class);
    }

    private static List<DeadLetter> letters(LearningSession learning) {
        return ofType(learning, DeadLetter.class);
    }

    private static <V> List<V> ofType(LearningSession learning, Class<V> type) {
        List<V> found = new ArrayList<>();
        for (Outgoing<?> outgoing : learning.unsent()) {
            if (type.isInstance(outgoing.value())) {
                found.add(type.cast(outgoing.value()));
            }
        }
        return found;
    }
}
