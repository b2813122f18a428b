package sharelora.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import sharelora.engine.EngineChoice;
import sharelora.fixtures.Batches;
import sharelora.models.learning.Retraining;
import sharelora.platform.failure.FatalException;
import sharelora.platform.records.Outgoing;
import sharelora.schemas.Job;
import sharelora.schemas.KeptState;
import sharelora.schemas.Source;
import sharelora.schemas.TokenBatch;
import sharelora.schemas.Topic;
import sharelora.schemas.Topics;

/** A job's steps, taken again from the log by somebody else. */
class RetrainingIT {

    private final TrainerTestBed bed = TrainerTestBed.shared();

    @Test
    void reachesTheBitsOfEveryStateThatWasKeptAndPassesOverTheSameBatches() throws Exception {
        // Given
        bed.createStream("rebuilt");
        bed.write("rebuilt", 0, 5);
        Topic<Source> rebuilt = new Topic<>(Topics.tokenBatches("rebuilt").name(), Source.class, 1, Optional.empty());
        bed.write(Outgoing.of(rebuilt, null, new Source("no", 0, 1L)));
        bed.write("rebuilt", 5, 14);
        bed.finish(bed.start("rebuilt", "rebuilt", 2));
        List<KeptState> kept = bed.manifest("rebuilt").getKept().reversed();
        List<Long> taken = new ArrayList<>();

        // When
        try (Retraining retraining = retraining("rebuilt", kept.getFirst().getNextOffset())) {
            // Then
            for (KeptState state : kept) {
                retraining.to(state.getStep(), taken::add);
                assertThat(retraining.stateSha256())
                        .as("step " + state.getStep())
                        .isEqualTo(state.getSha256());
            }
            assertThatThrownBy(() -> retraining.to(15, step -> {}))
                    .isInstanceOf(FatalException.class)
                    .hasMessageContaining("after step 14, expected step 15");
        }
        assertThat(kept).hasSizeGreaterThan(2);
        assertThat(taken).hasSize(14);
        assertThat(bed.steps("rebuilt")).hasSize(14);
    }

    @Test
    void leavesOutTheRecordsThatTheTrainerLeftOutWhoeverTakesTheStepsAgain() throws Exception {
        // Given
        bed.createStream("strange");
        bed.write("strange", 0, 5);
        TokenBatch strange = bed.batch(5);
        strange.getTokenIds().set(0, 1_000_000);
        bed.write(Outgoing.of(Topics.tokenBatches("strange"), null, strange));
        bed.write("strange", 6, 9);
        TrainerLoop killed = bed.start("strange", "strange", 1);
        await().atMost(TrainerTestBed.PATIENCE).until(() -> killed.figures().step() == 9);
        killed.abandon();
        killed.join(TrainerTestBed.PATIENCE);
        bed.finish(bed.start("strange", "strange", 2));
        List<KeptState> kept = bed.manifest("strange").getKept().reversed();

        // When
        try (Retraining retraining = retraining("strange", kept.getFirst().getNextOffset())) {
            retraining.to(9, step -> {});

            // Then
            assertThat(retraining.stateSha256()).isEqualTo(kept.getLast().getSha256());
        }
        assertThat(bed.deadLetters("strange")).singleElement().satisfies(letter -> {
            assertThat(letter.getReason()).isEqualTo("token-beyond-vocabulary");
            assertThat(letter.getSource()).isEqualTo(strange.getSources().getFirst());
            assertThat(letter.getDetail()).contains("1000000", "expected 0 to 49");
        });
        assertThat(bed.steps("strange")).hasSize(9);
        assertThat(bed.steps("strange").get(5).getLeftOut()).containsExactly(0);
        assertThat(bed.steps("strange").get(5).getRecords()).isEqualTo(3);
    }

    @Test
    void saysThatRetentionHasRemovedTheBeginning() throws Exception {
        // Given
        bed.createStream("shortened");
        bed.write("shortened", 0, 6);
        TopicPartition batches =
                new TopicPartition(Topics.tokenBatches("shortened").name(), 0);
        try (Admin admin = Admin.create(Map.copyOf(bed.kafka().properties()))) {
            admin.deleteRecords(Map.of(batches, RecordsToDelete.beforeOffset(2)))
                    .all()
                    .get();
        }

        // When
        assertThatThrownBy(() -> retraining("shortened", 0))
                // Then
                .isInstanceOf(FatalException.class)
                .hasMessage("job shortened began at offset 0, the oldest that retention has left is 2:"
                        + " it cannot be rebuilt from the log");
    }

    private Retraining retraining(String id, long offset) {
        Job job = bed.job(id, id).build();
        return Retraining.open(
                bed.kafka(), bed.blobs, job, new Retraining.Start(Batches.LABELS, offset), EngineChoice.STANDARD, 1);
    }
}
