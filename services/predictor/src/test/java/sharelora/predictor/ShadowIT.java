package sharelora.predictor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sharelora.platform.host.Platform;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.Job;
import sharelora.schemas.Prediction;
import sharelora.schemas.PredictionMode;
import sharelora.schemas.PublicPrediction;
import sharelora.schemas.Serve;
import sharelora.schemas.Shadow;
import sharelora.schemas.Topics;

/** The newest checkpoint predicts beside the promoted one, and answers nobody. */
class ShadowIT {

    @TempDir
    private Path folder;

    private PredictorTestBed bed;
    private Platform platform;

    @BeforeEach
    void start() {
        bed = new PredictorTestBed(folder);
        platform = bed.installation.platform();
    }

    @AfterEach
    void stop() {
        bed.close();
    }

    @Test
    void theCandidatePredictsBesideThePromotedOneAndIsMarkedAsLongAsItIsAnother() {
        // Given
        Checkpoint promoted = bed.tiny.checkpoint("gated", 3);
        Checkpoint candidate = bed.tiny.checkpoint("gated", 9);
        bed.submit(gated(Shadow.NEWEST));
        bed.announce(promoted);
        bed.announce(candidate);
        bed.promote(promoted);
        bed.ask(Tiny.query(1));

        // When
        bed.start(platform);

        // Then
        assertThat(bed.predictions(2))
                .extracting(Prediction::getMode, Prediction::getCheckpointId)
                .containsExactlyInAnyOrder(
                        tuple(PredictionMode.SERVED, promoted.getCheckpointId()),
                        tuple(PredictionMode.SHADOW, candidate.getCheckpointId()));
        assertThat(bed.installation.read(Topics.PREDICTIONS))
                .extracting(PublicPrediction::getMode)
                .containsExactlyInAnyOrder(PredictionMode.SERVED, PredictionMode.SHADOW);
        assertThat(platform.metrics().exposition()).contains("\"gated-3-").doesNotContain("\"gated-9-");

        // and once it is promoted, it answers alone
        bed.promote(candidate);
        PredictorTestBed.awaitServed(platform, candidate);
        bed.ask(Tiny.query(2));
        await().atMost(PredictorTestBed.PATIENCE).until(() -> ofQuery("2").contains(tuple(PredictionMode.SERVED, 9L)));
        assertThat(ofQuery("2")).containsOnly(tuple(PredictionMode.SERVED, 9L));
    }

    @Test
    void aDamagedCandidateStandsStillByItselfWhileThePromotedOneAnswers() {
        // Given
        Checkpoint promoted = bed.tiny.checkpoint("gated", 3);
        bed.submit(gated(Shadow.NEWEST));
        bed.announce(promoted);
        bed.promote(promoted);
        bed.announce(bed.tiny.ofBase("gated", 6, "f".repeat(64)));
        bed.ask(Tiny.query(1));

        // When
        bed.start(platform);

        // Then
        assertThat(bed.predictions(1)).extracting(Prediction::getMode).containsExactly(PredictionMode.SERVED);
        await().atMost(PredictorTestBed.PATIENCE)
                .until(() -> PredictorTestBed.reason(platform, "predictor gated shadow")
                        .contains("the adapter is of base"));
        bed.submit(gated(null));
        await().atMost(PredictorTestBed.PATIENCE)
                .until(() -> platform.health().ready().up());
    }

    private Job gated(Shadow shadow) {
        return Job.newBuilder(bed.tiny.job("gated"))
                .setServe(Serve.PROMOTED)
                .setShadow(shadow)
                .build();
    }

    private List<org.assertj.core.groups.Tuple> ofQuery(String id) {
        return bed.predictions().stream()
                .filter(each -> each.getQueryId().equals(id))
                .map(each -> tuple(each.getMode(), each.getStep()))
                .toList();
    }
}
