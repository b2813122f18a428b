package sharelora.operations.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import sharelora.engine.format.CanonicalJson;
import sharelora.engine.format.JsonFields;
import sharelora.engine.format.safetensors.Safetensors;
import sharelora.engine.format.safetensors.SafetensorsWriter;
import sharelora.engine.format.safetensors.TensorType;
import sharelora.engine.head.LanguageHead;
import sharelora.engine.head.MeanHead;
import sharelora.engine.head.TrainedHead;

/** Before the first update a merged model is the model that came in. */
class StepZeroExportTest {

    private static final String MODEL = "model.safetensors";

    @TempDir
    private Path folder;

    static Stream<Arguments> published() {
        return PublishedModel.FAMILIES.stream()
                .flatMap(family -> Stream.of(TensorType.F32, TensorType.BF16, TensorType.F16)
                        .map(type -> Arguments.of(new PublishedModel(family, type))));
    }

    @ParameterizedTest
    @MethodSource("published")
    void everyTensorLeavesWithTheBytesThatItCameInWith(PublishedModel model) throws IOException {
        // Given
        Path published = model.writeTo(folder.resolve("published"));
        StoredExport stored = StoredExport.imported(published, folder);
        // When
        stored.export(model, false, head(model), ExportForm.MERGED, folder.resolve("out"));
        // Then
        assertThat(tensors(folder.resolve("out"))).isEqualTo(tensors(published));
        assertThat(JsonFields.read(folder.resolve("out/config.json")).text("torch_dtype"))
                .isEqualTo(JsonFields.read(published.resolve("config.json")).text("dtype"));
    }

    @ParameterizedTest
    @EnumSource(names = {"F32", "BF16", "F16"})
    void whatAnAdapterChangesIsTheNearestNumberOfThatType(TensorType type) throws IOException {
        // Given
        PublishedModel model = new PublishedModel("llama", type);
        StoredExport stored = StoredExport.imported(model.writeTo(folder.resolve("published")), folder);
        // When
        stored.export(model, true, new LanguageHead(), ExportForm.MERGED, folder.resolve("out"));
        // Then
        String name = "model.layers.1.mlp.down_proj.weight";
        float[] before = numbers(folder.resolve("published"), name);
        float[] after = numbers(folder.resolve("out"), name);
        var pair = model.adapter("", true).layers().get(1).get("down");
        double step = Map.of(TensorType.F32, 1e-7, TensorType.F16, 0x1p-11).getOrDefault(type, 0x1p-8);
        for (int i = 0; i < after.length; i++) {
            double wanted = before[i];
            for (int r = 0; r < 2; r++) {
                wanted += 2 * pair.b()[i / pair.in() * 2 + r] * pair.a()[r * pair.in() + i % pair.in()];
            }
            assertThat((double) after[i]).isCloseTo(wanted, within(1e-7 + step * Math.abs(wanted)));
        }
        assertThat(after).isNotEqualTo(before);
    }

    @Test
    void aTypeThatIsMixedStaysMixed() throws IOException {
        // Given
        PublishedModel model = new PublishedModel("llama", TensorType.BF16);
        Path published = model.writeTo(folder.resolve("published"));
        Path other = new PublishedModel("llama", TensorType.F32).writeTo(folder.resolve("other"));
        Path both = mixed(published, other);
        StoredExport stored = StoredExport.imported(both, folder);
        // When
        stored.export(model, false, new LanguageHead(), ExportForm.MERGED, folder.resolve("out"));
        // Then
        assertThat(tensors(folder.resolve("out"))).isEqualTo(tensors(both));
    }

    /** Two shards: the norms of one model, all else of the other. */
    private Path mixed(Path most, Path norms) throws IOException {
        Path both = Files.createDirectories(folder.resolve("both"));
        try (Stream<Path> files = Files.list(most)) {
            for (Path file : files.toList()) {
                Files.copy(file, both.resolve(file.getFileName().toString()));
            }
        }
        Map<String, String> places = new TreeMap<>();
        tensors(most)
                .keySet()
                .forEach(name -> places.put(name, name.contains("norm") ? "b.safetensors" : "a.safetensors"));
        Files.delete(both.resolve(MODEL));
        for (String place : Arrays.asList("a.safetensors", "b.safetensors")) {
            Map<String, int[]> shapes = new TreeMap<>();
            Path from = place.startsWith("a") ? most : norms;
            try (Safetensors file = Safetensors.open(from.resolve(MODEL))) {
                Map<String, TensorType> types = new TreeMap<>();
                places.forEach((name, at) -> {
                    if (at.equals(place)) {
                        shapes.put(name, file.weight(name).shape());
                        types.put(name, file.type(name).orElseThrow());
                    }
                });
                SafetensorsWriter.write(both.resolve(place), Map.of("format", "pt"), shapes, types, file::weight);
            }
        }
        CanonicalJson.write(both.resolve("model.safetensors.index.json"), Map.of("weight_map", places));
        return both;
    }

    private static TrainedHead head(PublishedModel model) {
        boolean speaks = model.family().equals("gpt2") || model.family().equals("llama");
        return speaks
                ? new LanguageHead()
                : new MeanHead(
                        PublishedModel.LABELS, 1, new float[3 * model.shape().hidden()], new float[3]);
    }

    private static float[] numbers(Path folder, String name) {
        try (Safetensors file = Safetensors.open(folder.resolve(MODEL))) {
            return file.weight(name).toArray();
        }
    }

    private static boolean isOfModel(Path file) {
        return file.toString().endsWith(".safetensors") && !file.endsWith("head.safetensors");
    }

    /** Type, shape and bytes by name, read without the program's reader. */
    private static Map<String, String> tensors(Path folder) throws IOException {
        Map<String, String> tensors = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(StepZeroExportTest::isOfModel).toList()) {
                ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
                int header = Math.toIntExact(bytes.getLong(0));
                String text = new String(bytes.array(), Long.BYTES, header, StandardCharsets.UTF_8);
                JsonFields fields = JsonFields.parse(file, text);
                fields.names().stream().filter(name -> !name.startsWith("__")).forEach(name -> {
                    JsonFields tensor = fields.object(name);
                    var offsets = tensor.integers("data_offsets", 0, Integer.MAX_VALUE);
                    byte[] data =
                            Arrays.copyOfRange(bytes.array(), 8 + header + offsets.get(0), 8 + header + offsets.get(1));
                    tensors.put(
                            name,
                            tensor.text("dtype")
                                    + tensor.integers("shape", 0, Integer.MAX_VALUE)
                                    + HexFormat.of().formatHex(data));
                });
            }
        }
        return tensors;
    }
}
