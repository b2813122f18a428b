package sharelora.models.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sharelora.engine.format.huggingface.ModuleNames;
import sharelora.engine.format.peft.AdapterFolder;
import sharelora.engine.format.peft.LowRankAdapter;
import sharelora.engine.format.peft.LowRankPair;
import sharelora.engine.format.peft.PeftFolder;
import sharelora.engine.head.MeanHead;
import sharelora.engine.training.Origin;
import sharelora.platform.blobs.BlobFolder;
import sharelora.platform.blobs.BlobStore;
import sharelora.platform.failure.FatalException;
import sharelora.schemas.AdapterOrigin;

class OriginAdaptersTest {

    private final AdapterFolder adapter = new AdapterFolder(
            new LowRankAdapter(
                    "tiny",
                    "",
                    ModuleNames.ENCODER,
                    "lora",
                    2,
                    false,
                    0,
                    List.of(Map.of("query", new LowRankPair(2, 2, new float[] {1, 2}, new float[] {3, 4})))),
            new MeanHead(List.of("a", "b"), 10, new float[] {1, 2, 3, 4}, new float[] {5, 6}));

    @TempDir
    private Path folder;

    private BlobStore blobs;
    private String sha256;

    @BeforeEach
    void store() {
        blobs = BlobStore.open(folder.resolve("blobs").toUri());
        PeftFolder.write(adapter, folder.resolve("peft"));
        sha256 = BlobFolder.publish(blobs, "adapters/mine", folder.resolve("peft"));
    }

    @Test
    void readsTheAdapterAndItsHeadWhereTheJobTakesIt() {
        // When
        Origin origin = new OriginAdapters(blobs).of(Optional.of(new AdapterOrigin("mine", sha256, true)));

        // Then
        assertThat(origin).isEqualTo(Origin.of(adapter));
        assertThat(new OriginAdapters(blobs).of(Optional.of(new AdapterOrigin("mine", sha256, false))))
                .isEqualTo(new Origin(Optional.of(adapter.adapter()), Optional.empty()));
        assertThat(new OriginAdapters(blobs).of(Optional.empty())).isEqualTo(Origin.SEED);
    }

    @Test
    void stopsWhereItIsNotThereOrNotWhole() throws Exception {
        // Given
        OriginAdapters origins = new OriginAdapters(blobs);
        AdapterOrigin missing = new AdapterOrigin("mine", "f".repeat(64), false);
        Files.write(folder.resolve("blobs/adapters/mine/" + sha256 + "/adapter_model.safetensors"), new byte[] {1});

        // When / Then
        assertThatThrownBy(() -> origins.of(Optional.of(missing)))
                .isInstanceOf(FatalException.class)
                .hasMessageContaining("adapter mine ffff")
                .hasMessageEndingWith("expected it there, put by `adapter import`");
        assertThatThrownBy(() -> origins.of(Optional.of(new AdapterOrigin("mine", sha256, false))))
                .isInstanceOf(FatalException.class)
                .hasMessageContaining("adapter_model.safetensors");
    }
}
