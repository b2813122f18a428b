package sharelora.operations.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sharelora.engine.adapter.lowrank.CompactFile;
import sharelora.engine.format.peft.AdapterFolder;
import sharelora.engine.format.peft.LowRankPair;
import sharelora.engine.format.peft.PeftFolder;
import sharelora.engine.format.safetensors.Safetensors;
import sharelora.engine.format.safetensors.SafetensorsWriter;
import sharelora.engine.format.safetensors.Weight;
import sharelora.fixtures.SomeAdapter;
import sharelora.operations.WrongUsageException;
import sharelora.operations.modelstore.ImportedAdapters;
import sharelora.platform.blobs.BlobFolder;
import sharelora.platform.blobs.BlobStore;
import sharelora.schemas.Checkpoint;

class ExporterTest {

    private static final String QUERY = "encoder.layer.1.attention.self.query.weight";
    private static final String KEY = "encoder.layer.1.attention.self.key.weight";

    private final AdapterFolder adapter = SomeAdapter.sharedA();

    @TempDir
    private Path folder;

    private BlobStore blobs;
    private Checkpoint checkpoint;

    @BeforeEach
    void store() throws IOException {
        blobs = BlobStore.open(folder.resolve("blobs").toUri());
        Path base = Files.createDirectories(folder.resolve("base"));
        Random random = new Random(3);
        SafetensorsWriter.write(
                base.resolve("model.safetensors"),
                Map.of("format", "pt"),
                List.of(
                        weight(random, QUERY),
                        weight(random, KEY),
                        weight(random, "encoder.layer.0.attention.self.query.weight"),
                        weight(random, "encoder.layer.0.attention.self.value.weight"),
                        weight(random, "encoder.layer.1.attention.self.value.weight")));
        Files.writeString(base.resolve("config.json"), "{}");
        PeftFolder.write(adapter, folder.resolve("peft"));
        Files.writeString(folder.resolve("peft/lineage.json"), "{\"step\":50}");
        checkpoint = SomeAdapter.checkpoint(
                "j",
                50,
                BlobFolder.publish(blobs, "checkpoints", folder.resolve("peft")),
                BlobFolder.publish(blobs, "models/tiny", base));
    }

    private static Weight weight(Random random, String name) {
        return Weight.of(name, new int[] {4, 4}, SomeAdapter.numbers(random, 16));
    }

    @Test
    void writesTheFolderThatPeftLoadsAndItsServingName() throws IOException {
        // When
        new Exporter(blobs).write(checkpoint, ExportForm.PEFT, folder.resolve("out"));

        // Then
        assertThat(PeftFolder.read(folder.resolve("out"))).isEqualTo(adapter);
        assertThat(folder.resolve("out/lineage.json")).exists();
        assertThat(folder.resolve("out/manifest.json")).doesNotExist();
        assertThat(Files.readString(folder.resolve("out/checkpoint.json")))
                .contains("\"adapterName\"", checkpoint.getAdapterName(), checkpoint.getCheckpointId());
    }

    @Test
    void saysThatTheTokenizerIsLeftOutWhereTheBaseIsGoneAndGoesOn() {
        // Given
        checkpoint = SomeAdapter.checkpoint("j", 50, checkpoint.getCheckpointId(), "f".repeat(64));
        // When
        List<String> missing = new Exporter(blobs).write(checkpoint, ExportForm.PEFT, folder.resolve("out"));
        // Then
        assertThat(missing)
                .singleElement()
                .asString()
                .startsWith("the tokenizer is left out: ")
                .contains("f".repeat(64));
        assertThat(PeftFolder.read(folder.resolve("out"))).isEqualTo(adapter);
        assertThat(folder.resolve("out/README.md")).content().contains("AutoTokenizer.from_pretrained(base)");
    }

    @Test
    void saysThatABaseHasNoTokenizer() {
        // When
        List<String> missing = new Exporter(blobs).write(checkpoint, ExportForm.MERGED, folder.resolve("out"));
        // Then
        assertThat(missing).containsExactly("base 'tiny' has no tokenizer.json: the tokenizer is left out");
    }

    @Test
    void worksTheAdapterIntoTheBaseAndLeavesAllElse() {
        // When
        new Exporter(blobs).write(checkpoint, ExportForm.MERGED, folder.resolve("out"));

        // Then
        assertThat(folder.resolve("out/config.json")).exists();
        assertThat(folder.resolve("out/head.safetensors")).exists();
        assertThat(folder.resolve("out/adapter_config.json")).doesNotExist();
        LowRankPair pair = adapter.layers().get(1).get("query");
        float[] before = numbers(folder.resolve("base"), QUERY);
        float[] merged = numbers(folder.resolve("out"), QUERY);
        for (int i = 0; i < 16; i++) {
            double added = pair.b()[i / 4 * 2] * pair.a()[i % 4] + pair.b()[i / 4 * 2 + 1] * pair.a()[4 + i % 4];
            assertThat((double) merged[i]).isCloseTo(before[i] + 2 * added, within(1e-5));
        }
        assertThat(numbers(folder.resolve("out"), KEY)).containsExactly(numbers(folder.resolve("base"), KEY));
    }

    @Test
    void everyFormOfAnAdapterComesInAsTheSame() {
        // Given
        Exporter exporter = new Exporter(blobs);
        exporter.write(checkpoint, ExportForm.NATIVE, folder.resolve("compact"));
        exporter.write(checkpoint, ExportForm.PEFT, folder.resolve("out"));

        // When
        String sha256 = new ImportedAdapters(blobs).importFolder(folder.resolve("compact"), "mine", Optional.empty());

        // Then
        assertThat(new ImportedAdapters(blobs).importFolder(folder.resolve("out"), "mine", Optional.empty()))
                .isEqualTo(sha256);
        Path file = folder.resolve("compact").resolve(CompactFile.NAME);
        try (Safetensors compact = Safetensors.open(file)) {
            assertThat(compact.names())
                    .containsExactly("0.query.B", "0.value.B", "1.query.B", "1.value.B", "query.A", "value.A");
        }
    }

    @Test
    void refusesAFolderThatHoldsSomething() {
        // When / Then
        assertThatThrownBy(() -> new Exporter(blobs).write(checkpoint, ExportForm.PEFT, folder.resolve("base")))
                .isInstanceOf(WrongUsageException.class)
                .hasMessageContaining("expected a folder that is empty or not there yet");
    }

    private static float[] numbers(Path folder, String name) {
        try (Safetensors file = Safetensors.open(folder.resolve("model.safetensors"))) {
            return file.weight(name).toArray();
        }
    }
}
