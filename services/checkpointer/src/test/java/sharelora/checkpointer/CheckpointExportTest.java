package sharelora.checkpointer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sharelora.engine.training.AverageSpec;
import sharelora.fixtures.Manifests;
import sharelora.platform.blobs.BlobFolder;
import sharelora.platform.blobs.BlobStore;
import sharelora.schemas.BlobNames;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.KeptState;

/** Which copy of a job with a running average becomes a checkpoint, and what its lineage says of it. */
class CheckpointExportTest {

    @TempDir
    private Path folder;

    private BlobStore blobs;
    private TinyStates states;

    @BeforeEach
    void fill() throws IOException {
        blobs = BlobStore.open(folder.resolve("blobs").toUri());
        states = new TinyStates(blobs, folder);
    }

    @Test
    void isOfTheSlowCopyAndSaysSo() throws Exception {
        // Given
        Checkpoint twenty = published("plain", states.store("plain", 20, true, false));
        KeptState averaged = states.storeAveraged("slow", 10, new AverageSpec(0.99, AverageSpec.Copy.SLOW), 20);

        // When
        Checkpoint checkpoint = published("slow", averaged);

        // Then
        assertThat(checkpoint.getAdapterSha256()).isEqualTo(twenty.getAdapterSha256());
        assertThat(checkpoint.getTrainableParameters()).isEqualTo(192);
        assertThat(lineage(checkpoint)).content().contains("\"decay\" : 0.99", "\"export\" : \"slow\"");
    }

    @Test
    void isOfTheFastCopyWhereTheJobSaysSo() throws Exception {
        // Given
        Checkpoint ten = published("plain", states.store("plain", 10, true, false));
        KeptState averaged = states.storeAveraged("fast", 10, new AverageSpec(0.99, AverageSpec.Copy.FAST), 20);

        // When
        Checkpoint checkpoint = published("fast", averaged);

        // Then
        assertThat(checkpoint.getAdapterSha256()).isEqualTo(ten.getAdapterSha256());
        assertThat(lineage(checkpoint)).content().contains("\"decay\" : 0.99", "\"export\" : \"fast\"");
        assertThat(lineage(ten)).content().doesNotContain("average");
    }

    private Checkpoint published(String jobId, KeptState kept) throws LostStateException {
        return new CheckpointExport(blobs).publish(Manifests.manifest(jobId, kept), kept, Optional.empty());
    }

    private Path lineage(Checkpoint checkpoint) {
        return BlobFolder.fetch(blobs, BlobNames.CHECKPOINTS, checkpoint.getCheckpointId())
                .resolve("lineage.json");
    }
}
