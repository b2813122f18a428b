package sharelora.models.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import sharelora.engine.batch.Targets;
import sharelora.engine.model.config.ModelShape;
import sharelora.engine.training.Consumed;
import sharelora.engine.training.OffsetSpan;
import sharelora.engine.training.Progress;
import sharelora.fixtures.Batches;
import sharelora.schemas.OffsetRange;
import sharelora.schemas.TokenBatch;
import sharelora.schemas.Topics;

class DecodedBatchTest {

    private static final ModelShape SHAPE = new ModelShape("bert", 2, 16, 2, 2, 32, 50, 24);
    private static final String TOPIC = Topics.tokenBatches(Batches.STREAM).name();

    @Test
    void namesTheBatchAndTheInputBehindIt() {
        DecodedBatch lesson = DecodedBatch.of(Batches.at(5, Batches.batch(3)), SHAPE);

        Consumed consumed = lesson.consumed(TOPIC, 0, Progress.from(5));

        assertThat(consumed.nextOffset()).isEqualTo(6);
        assertThat(consumed.records()).isEqualTo(4);
        assertThat(consumed.learnedFrom()).containsExactly(new OffsetSpan(TOPIC, 0, 5, 6));
        assertThat(consumed.inputs())
                .containsExactly(new OffsetSpan(Batches.INPUT, 0, 30, 33), new OffsetSpan(Batches.INPUT, 1, 31, 34));
    }

    @Test
    void saysWhenTheBatchWasWrittenAndWhichPlacesItsRecordsHave() {
        // Given: the vocabulary has no token for the second record
        TokenBatch batch = Batches.batch(3);
        batch.getTokenIds().set(batch.getSequenceStarts().get(1), 1_000_000);

        // When
        Consumed consumed = DecodedBatch.of(Batches.at(5, batch), SHAPE).consumed(TOPIC, 0, Progress.from(5));

        // Then
        assertThat(consumed.time()).isEqualTo(1_000);
        assertThat(consumed.places()).containsExactly(0, 2, 3);
    }

    @Test
    void keepsTheLineageAsShortAsThereArePartitionsHoweverManyOffsetsLieBetween() {
        Progress progress = Progress.from(0);

        for (int i = 0; i < 100; i++) {
            // Every other offset is a transaction marker, and of ten input records four are learned.
            DecodedBatch lesson = DecodedBatch.of(Batches.at(2L * i, Batches.batch(i)), SHAPE);
            progress = progress.learned(lesson.consumed(TOPIC, 0, progress));
        }

        assertThat(progress.learnedFrom()).containsExactly(new OffsetSpan(TOPIC, 0, 0, 199));
        assertThat(progress.inputs())
                .containsExactly(new OffsetSpan(Batches.INPUT, 0, 0, 993), new OffsetSpan(Batches.INPUT, 1, 1, 994));
    }

    @Test
    void leavesAGapInTheLineageWhereInputWasRemovedBeforeItWasRead() {
        // Given
        TokenBatch behind = TokenBatch.newBuilder(Batches.batch(3))
                .setGaps(List.of(new OffsetRange(Batches.INPUT, 0, 5L, 27L)))
                .build();
        Progress progress = learned(Progress.from(0), 0, Batches.batch(0));

        // When
        progress = learned(learned(progress, 1, behind), 2, Batches.batch(5));

        // Then
        assertThat(progress.inputs())
                .containsExactly(
                        new OffsetSpan(Batches.INPUT, 0, 0, 5),
                        new OffsetSpan(Batches.INPUT, 0, 27, 53),
                        new OffsetSpan(Batches.INPUT, 1, 1, 54));
    }

    private static Progress learned(Progress before, long offset, TokenBatch batch) {
        return before.learned(DecodedBatch.of(Batches.at(offset, batch), SHAPE).consumed(TOPIC, 0, before));
    }

    @Test
    void readsWhereCompletionsBegin() {
        TokenBatch words = TokenBatch.newBuilder(Batches.batch(0))
                .setTokenIds(List.of(1, 2, 3, 4, 5, 6, 7, 8, 9))
                .setSequenceStarts(List.of(0, 2, 4, 6, 9))
                .setCompletionStarts(List.of(1, 2, 5, 8))
                .build();

        DecodedBatch lesson = DecodedBatch.of(Batches.at(0, words), SHAPE);

        assertThat(lesson.taken().packed().orElseThrow().targets())
                .isInstanceOfSatisfying(
                        Targets.Completions.class,
                        completions -> assertThat(completions.prompts()).containsExactly(1, 0, 1, 2));
        assertThat(lesson.taken().packed().orElseThrow().asked()).isEqualTo(4);
    }

    @Test
    void refusesABatchWhoseListsDoNotFitEachOther() {
        TokenBatch shortOfIds = TokenBatch.newBuilder(Batches.batch(0))
                .setExampleIds(List.of("one"))
                .build();

        assertThatThrownBy(() -> DecodedBatch.of(Batches.at(0, shortOfIds), SHAPE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("exampleIds are 1, expected 4 as there are targets");
    }
}
