package sharelora.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import sharelora.engine.EngineChoice;
import sharelora.engine.adapter.AdapterMethods;
import sharelora.engine.adapter.MethodSettings;
import sharelora.engine.training.StateFile;
import sharelora.engine.training.TrainingState;
import sharelora.fixtures.Batches;
import sharelora.models.learning.AdapterRecords;
import sharelora.models.learning.Retraining;
import sharelora.schemas.BlobNames;
import sharelora.schemas.Job;
import sharelora.schemas.KeptState;
import sharelora.schemas.TrainStep;

/** A job whose method searches from the tenth update to the sixteenth: drained, stopped and killed within, beside one that is not. */
class WeightSearchIT {

    private static final int BATCHES = 24;
    private static final int WARMUP = 9;
    private static final int SEARCHED = 7;

    private final TrainerTestBed bed = TrainerTestBed.shared();

    @Test
    void leavesStateAndOffsetFromBeforeASearchAndComesToTheSameBits() throws Exception {
        // Given
        bed.createStream("searched");
        bed.write("searched", 0, WARMUP + 3);
        bed.finish(bed.start(job("search-left"), 2));
        TrainingState left = state("search-left");
        List<TrainStep> told = bed.steps("search-left");
        TrainerLoop stopped = bed.start(job("search-left"), 2);
        await().atMost(TrainerTestBed.PATIENCE).until(() -> stopped.figures().step() == WARMUP + 3);
        TrainerLoop.end(List.of(stopped)); // as at SIGTERM, and where the job is paused
        TrainingState afterStop = state("search-left");
        bed.write("searched", WARMUP + 3, BATCHES);
        bed.finish(bed.start(job("search-whole"), 1));
        KeptState whole = bed.manifest("search-whole").getNewest();

        // When
        TrainerLoop killed = bed.start(job("search-left"), 1);
        await().pollInterval(Duration.ofMillis(1))
                .atMost(TrainerTestBed.PATIENCE)
                .until(() -> killed.figures().step() >= WARMUP + 4);
        killed.abandon();
        killed.join(TrainerTestBed.PATIENCE);
        bed.finish(bed.start(job("search-left"), 3));

        // Then
        assertThat(left.progress().updates()).isLessThanOrEqualTo(WARMUP);
        assertThat(left.structure().isEmpty()).isTrue();
        assertThat(afterStop).isEqualTo(left);
        assertThat(told).hasSize((int) left.progress().step());
        assertThat(bed.manifest("search-left").getNewest().getSha256()).isEqualTo(whole.getSha256());
        assertThat(bed.steps("search-left")).hasSize(BATCHES).isEqualTo(bed.steps("search-whole"));
        assertThat(state("search-left").structure().of("since")).containsExactly(WARMUP + SEARCHED);
        assertThat(retrained(whole)).isEqualTo(whole.getSha256());
        for (String job : List.of("search-left", "search-whole")) { // the one of step 10 comes after the search
            assertThat(bed.manifest(job).getKept().stream().filter(KeptState::getCheckpoint))
                    .extracting(KeptState::getStep)
                    .containsExactly((long) BATCHES, 20L, (long) WARMUP + SEARCHED, 0L);
        }
    }

    /** Steps taken again from the log, as `replay` takes them. */
    private String retrained(KeptState kept) {
        try (Retraining retraining = Retraining.open(
                bed.kafka(),
                bed.blobs,
                job("search-whole"),
                new Retraining.Start(Batches.LABELS, 0),
                EngineChoice.STANDARD,
                1)) {
            retraining.to(kept.getStep(), step -> {});
            return retraining.stateSha256();
        }
    }

    private Job job(String id) {
        MethodSettings settings =
                new MethodSettings(Map.of("rank", 4, "density", 0.05, "maskWarmup", WARMUP, "maskBatches", SEARCHED));
        return bed.job(id, "searched")
                .setAdapter(AdapterRecords.record(AdapterMethods.of("rosa"), settings))
                .build();
    }

    private TrainingState state(String id) {
        return StateFile.read(
                bed.blobs.fetch(BlobNames.state(id, bed.manifest(id).getNewest())));
    }
}
