package sharelora.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import sharelora.engine.EngineChoice;
import sharelora.engine.training.StateFile;
import sharelora.engine.training.TrainingState;
import sharelora.fixtures.Batches;
import sharelora.models.learning.Retraining;
import sharelora.schemas.AverageSettings;
import sharelora.schemas.BlobNames;
import sharelora.schemas.Job;
import sharelora.schemas.KeptState;

/** A job with a running average, killed over and over, beside one that is not and one that has none. */
class AverageIT {

    private static final int BATCHES = 24;

    private final TrainerTestBed bed = TrainerTestBed.shared();

    @Test
    void endsWithTheSameBitsHoweverOftenItWasKilled() throws Exception {
        // Given
        bed.createStream("averaged");
        bed.write("averaged", 0, BATCHES);
        bed.finish(bed.start(job("slow-whole"), 2));
        KeptState whole = bed.manifest("slow-whole").getNewest();
        TrainerLoop loop = bed.start(job("slow-killed"), 1);

        // When
        for (int kill = 1; kill <= 3; kill++) {
            long until = 7L * kill; // between two snapshots, which come every 4 steps
            TrainerLoop running = loop;
            await().pollInterval(Duration.ofMillis(1))
                    .atMost(TrainerTestBed.PATIENCE)
                    .until(() -> running.figures().step() >= until);
            loop.abandon();
            loop.join(TrainerTestBed.PATIENCE);
            loop = bed.start(job("slow-killed"), 1 + kill);
        }
        bed.finish(loop);

        // Then
        TrainingState state = state("slow-killed");
        assertThat(bed.manifest("slow-killed").getNewest().getSha256()).isEqualTo(whole.getSha256());
        assertThat(bed.steps("slow-killed")).isEqualTo(bed.steps("slow-whole"));
        assertThat(state.progress().updates()).isEqualTo(BATCHES);
        assertThat(state.slow()).hasSameSizeAs(state.mean()).isNotEqualTo(state.values());
        bed.finish(bed.start("slow-none", "averaged", 1));
        assertThat(state("slow-none").values()).containsExactly(state.values());
        assertThat(retrained(whole)).isEqualTo(whole.getSha256());
    }

    /** Steps taken again from the log, as `replay` takes them. */
    private String retrained(KeptState kept) {
        try (Retraining retraining = Retraining.open(
                bed.kafka(),
                bed.blobs,
                job("slow-whole"),
                new Retraining.Start(Batches.LABELS, 0),
                EngineChoice.STANDARD,
                1)) {
            retraining.to(kept.getStep(), step -> {});
            return retraining.stateSha256();
        }
    }

    private Job job(String id) {
        return bed.job(id, "averaged")
                .setAverage(new AverageSettings(0.9, "slow"))
                .build();
    }

    private TrainingState state(String id) {
        return StateFile.read(
                bed.blobs.fetch(BlobNames.state(id, bed.manifest(id).getNewest())));
    }
}
