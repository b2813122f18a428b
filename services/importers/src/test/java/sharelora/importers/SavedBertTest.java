package sharelora.importers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sharelora.engine.format.JsonFields;
import sharelora.engine.format.ModelFormatException;

class SavedBertTest {

    private static final String LAYER = "module/bert/encoder/layer_11/output/";
    private static final byte[] VOCABULARY =
            "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nword\n##s\n".getBytes(StandardCharsets.UTF_8);

    private final HandMadeBundle bundle = new HandMadeBundle()
            .add("module/bert/embeddings/word_embeddings", new int[] {2, 3}, 1, 2, 3, 4, 5, 6)
            .add(LAYER + "LayerNorm/beta", new int[] {2}, 7, 8)
            .add(LAYER + "LayerNorm/gamma", new int[] {2}, 9, 10)
            .add(LAYER + "dense/bias", new int[] {2}, 11, 12)
            .add(LAYER + "dense/kernel", new int[] {3, 2}, 1, 2, 3, 4, 5, 6);

    @TempDir
    private Path folder;

    @Test
    void givesEachWeightUnderHuggingFacesNameAndShape() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            // When
            SavedBert bert = read(bundle, Map.of(), arena);
            // Then
            assertThat(bert.weight("embeddings.word_embeddings.weight", 2, 3).toArray())
                    .containsExactly(1, 2, 3, 4, 5, 6);
            assertThat(bert.weight("encoder.layer.11.output.dense.weight", 2, 3).toArray())
                    .containsExactly(1, 3, 5, 2, 4, 6);
            assertThat(bert.weight("encoder.layer.11.output.dense.bias", 2).toArray())
                    .containsExactly(11, 12);
            assertThat(bert.weight("encoder.layer.11.output.LayerNorm.weight", 2)
                            .toArray())
                    .containsExactly(9, 10);
            assertThat(bert.weight("encoder.layer.11.output.LayerNorm.bias", 2).name())
                    .isEqualTo("encoder.layer.11.output.LayerNorm.bias");
            Files.write(folder.resolve("tokenizer.json"), bert.tokenizer());
            JsonFields model = JsonFields.read(folder.resolve("tokenizer.json")).object("model");
            assertThat(model.object("vocab").integer("##s", 0, 10)).isEqualTo(6);
        }
    }

    @Test
    void namesWhatIsMissingOrOfAnotherShape() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            // Given
            HandMadeBundle far = bundle.entry("module/bert/embeddings/far", new int[] {1}, 1_000, 4);
            SavedBert bert = read(far, Map.of(), arena);
            // When, Then
            assertThatThrownBy(() -> bert.weight("encoder.layer.0.output.dense.bias", 2))
                    .hasMessageContaining("has no variable \"module/bert/encoder/layer_0/output/dense/bias\"");
            assertThatThrownBy(() -> bert.weight("embeddings.word_embeddings.weight", 3, 3))
                    .hasMessageContaining("dimensions [2, 3] and 24 bytes in shard 0: expected data type 1")
                    .hasMessageContaining("[3, 3] and 36");
            assertThatThrownBy(() -> bert.weight("embeddings.far.weight", 1))
                    .hasMessageContaining("lies beyond the end of its data");
            assertThatThrownBy(() -> read(bundle, Map.of("assets/vocab.txt", new byte[] {'a'}), arena))
                    .isInstanceOf(ModelFormatException.class)
                    .hasMessageContaining("assets/vocab.txt: vocabulary has no [PAD]");
            assertThatThrownBy(() -> read(bundle, Map.of("variables/variables.index", new byte[60]), arena))
                    .hasMessageContaining("is no table of LevelDB's");
        }
    }

    @Test
    void refusesABlockThatIsCompressed() {
        // Given
        byte[] index = bundle.index();
        byte[] compressed = index.clone();
        int behindFirst = firstBlockEnd(index);
        compressed[behindFirst] = 1;
        // When, Then
        assertThatThrownBy(() -> LevelTable.read(Path.of("index"), MemorySegment.ofArray(compressed)))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("has a compressed block");
    }

    @Test
    void refusesDamageWithNoOtherException() {
        // Given
        Random random = new Random(1);
        byte[] data = bundle.data();
        for (int i = 0; i < 20_000; i++) {
            byte[] index = bundle.index();
            for (int n = 0; n <= random.nextInt(3); n++) {
                index[random.nextInt(index.length)] = (byte) random.nextInt(256);
            }
            // When, Then
            try {
                new TensorFlowBundle(Path.of("index"), MemorySegment.ofArray(index), MemorySegment.ofArray(data))
                        .weight(LAYER + "dense/kernel", 3, 2);
            } catch (ModelFormatException expected) {
                assertThat(expected).hasMessageStartingWith("index");
            }
        }
    }

    /** The compression type of the first block stands where its place ends: after its eight bytes of restarts. */
    private static int firstBlockEnd(byte[] index) {
        for (int i = 0; i < index.length; i++) {
            if (index[i] == 0 && index[i + 1] == 1 && index[i + 2] == 2 && index[i + 3] == 3 && index[i + 4] == 4) {
                return i;
            }
        }
        throw new AssertionError("no block");
    }

    private SavedBert read(HandMadeBundle made, Map<String, byte[]> other, Arena arena) throws IOException {
        Map<String, byte[]> files = new HashMap<>(Map.of(
                "variables/variables.index",
                made.index(),
                "variables/variables.data-00000-of-00001",
                made.data(),
                "assets/vocab.txt",
                VOCABULARY,
                "saved_model.pb",
                new byte[] {1}));
        files.putAll(other);
        return SavedBert.read(HandMadeBundle.jar(folder.resolve("model.jar"), files), HandMadeBundle.ARCHIVE, arena);
    }
}
