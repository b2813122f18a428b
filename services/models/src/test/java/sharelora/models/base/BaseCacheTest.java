package sharelora.models.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import sharelora.engine.EngineChoice;
import sharelora.engine.Engines;
import sharelora.engine.ops.Precision;
import sharelora.fixtures.TinyBase;
import sharelora.platform.blobs.BlobFolder;
import sharelora.platform.blobs.BlobStore;
import sharelora.platform.failure.FatalException;

class BaseCacheTest {

    @TempDir
    private Path folder;

    private BlobStore blobs;
    private String sha256;

    @BeforeEach
    void publish() throws IOException {
        blobs = BlobStore.open(folder.resolve("blobs").toUri());
        sha256 = BlobFolder.publish(blobs, "models/tiny", TinyBase.write(folder.resolve("tiny")));
    }

    @Test
    void opensABaseOnceForEachPrecision() {
        // Given
        List<Precision> opened = new ArrayList<>();
        try (BaseCache bases = new BaseCache(
                blobs,
                form -> {
                    opened.add(form.precision());
                    return Engines.fused();
                },
                () -> Long.MAX_VALUE)) {
            OpenBase whole = bases.base("tiny", sha256, Precision.FLOAT32);
            // When
            OpenBase half = bases.base("tiny", sha256, Precision.BFLOAT16);
            // Then
            assertThat(half).isNotSameAs(whole);
            assertThat(bases.base("other", sha256, Precision.FLOAT32)).isSameAs(whole);
            assertThat(opened).containsExactly(Precision.FLOAT32, Precision.BFLOAT16);
        }
    }

    @Test
    void aBaseWithoutATokenizerPredictsButDoesNotTrain() throws IOException {
        // Given
        Path bare = TinyBase.write(folder.resolve("bare"));
        Files.delete(bare.resolve("tokenizer.json"));
        String bareSha256 = BlobFolder.publish(blobs, "models/bare", bare);
        try (BaseCache bases = new BaseCache(blobs, EngineChoice.STANDARD)) {
            // When
            OpenBase base = bases.base("bare", bareSha256, Precision.FLOAT32);
            // Then
            assertThat(bases.model("bare", bareSha256)).isSameAs(base.model());
            assertThatThrownBy(base::tokenizerSha256)
                    .isInstanceOf(FatalException.class)
                    .hasMessageStartingWith("base bare: ")
                    .hasMessageEndingWith("tokenizer.json: no such file, expected its tokenizer");
        }
    }

    @Test
    void aPrecisionThatThisMachineHasNotIsFatalInTheEnginesWords() {
        try (BaseCache bases = new BaseCache(
                blobs,
                form -> {
                    throw new IllegalArgumentException(
                            "precision is " + form.precision().id() + ", but this CPU has no units for it");
                },
                () -> Long.MAX_VALUE)) {
            assertThatThrownBy(() -> bases.base("tiny", sha256, Precision.BFLOAT16))
                    .isInstanceOf(FatalException.class)
                    .hasMessage("base tiny: precision is bfloat16, but this CPU has no units for it");
        }
    }

    @Test
    void aBaseThatThisMachineHasNoRoomForIsRefusedWithTheNumbers() {
        // Given
        long little = 1 << 10;
        try (BaseCache bases = new BaseCache(blobs, form -> Engines.fused(), () -> little)) {
            // Then
            assertThatThrownBy(() -> bases.base("tiny", sha256, Precision.FLOAT32))
                    .isInstanceOf(FatalException.class)
                    .hasMessageMatching(
                            "base tiny: the base needs \\d+ MiB as float32, this machine has 0 MiB available:"
                                    + " expected as much");
            assertThatThrownBy(() -> bases.model("tiny", sha256)).isInstanceOf(FatalException.class);
        }
    }

    @Test
    void anEngineThatIsNotCountedRefusesNothing() {
        // Given
        try (BaseCache bases = new BaseCache(blobs, form -> Engines.reference(DataType.FLOAT), () -> 0)) {
            // When
            OpenBase base = bases.base("tiny", sha256, Precision.FLOAT32);
            // Then
            assertThat(base.name()).isEqualTo("tiny");
        }
    }
}
