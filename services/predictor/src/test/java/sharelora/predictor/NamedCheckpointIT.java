package sharelora.predictor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sharelora.platform.host.Platform;
import sharelora.predictor.adapter.ServeChoice;
import sharelora.predictor.adapter.ServeOptions;
import sharelora.predictor.compute.Batching;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.Job;

/** A job or an option names the checkpoint that answers. */
class NamedCheckpointIT {

    @TempDir
    private static Path folder;

    private static PredictorTestBed bed;

    @BeforeAll
    static void start() {
        bed = new PredictorTestBed(folder);
    }

    @AfterAll
    static void stop() {
        bed.close();
    }

    @Test
    void servesTheNamedOneAndKeepsItWhereAnotherNameIsUnknownOrOfAnotherBase() {
        // Given
        Checkpoint first = bed.tiny.checkpoint("named", 3);
        Checkpoint foreign = bed.tiny.ofBase("named", 6, "f".repeat(64));
        bed.announce(first);
        bed.announce(bed.tiny.checkpoint("named", 9));
        bed.announce(foreign);
        bed.submit(named(first.getCheckpointId()));
        Platform platform = bed.installation.platform();
        bed.start(platform);
        PredictorTestBed.awaitServed(platform, first);

        // When
        bed.submit(named("named-4-000000000000"));

        // Then
        await().atMost(PredictorTestBed.PATIENCE)
                .until(() -> PredictorTestBed.reason(platform, "predictor named")
                        .contains("checkpoint named-4-000000000000: job named has announced none of that name"));
        assertThat(platform.metrics().exposition()).contains("adapter=\"named-3-");
        bed.submit(named(foreign.getAdapterName()));
        await().atMost(PredictorTestBed.PATIENCE)
                .until(() ->
                        PredictorTestBed.reason(platform, "predictor named").contains("the adapter is of base"));
        assertThat(platform.metrics().exposition()).contains("adapter=\"named-3-");

        // and by the beginning of an id
        bed.submit(named(first.getCheckpointId().substring(0, 12)));
        await().atMost(PredictorTestBed.PATIENCE)
                .until(() -> platform.health().ready().up());
        bed.submit(named(null));
        await().atMost(PredictorTestBed.PATIENCE)
                .until(() -> platform.metrics().exposition().contains("adapter=\"named-9-"));
    }

    @Test
    void anOptionOfTheProcessComesBeforeWhatTheJobSays() {
        // Given
        Checkpoint told = bed.tiny.checkpoint("told", 3);
        bed.announce(told);
        bed.announce(bed.tiny.checkpoint("told", 9));
        bed.submit(bed.tiny.job("told"));
        Platform platform = bed.installation.platform();

        // When
        bed.start(
                platform,
                new Batching(256, Duration.ZERO),
                new ServeOptions(Optional.empty(), Map.of("told", new ServeChoice.Named(told.getAdapterName()))));

        // Then
        PredictorTestBed.awaitServed(platform, told);
    }

    private static Job named(String checkpoint) {
        return Job.newBuilder(bed.tiny.job("named"))
                .setServeCheckpoint(checkpoint)
                .build();
    }
}
