package sharelora.engine.format.safetensors;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sharelora.engine.Engines;
import sharelora.engine.adapter.ParameterCount;
import sharelora.engine.adapter.lowrank.LowRankMethod;
import sharelora.engine.adapter.lowrank.LowRankSpec;
import sharelora.engine.format.CanonicalJson;
import sharelora.engine.format.HandMade;
import sharelora.engine.format.huggingface.HuggingFaceFolder;
import sharelora.engine.format.huggingface.ModelTensors;
import sharelora.engine.model.BaseModel;
import sharelora.engine.model.config.KnownShapes;
import sharelora.engine.model.config.ModelConfig;
import sharelora.engine.model.config.ModelShape;
import sharelora.engine.ops.Engine;

/** Models as they are published: in two bytes a number, in several files, too large to be read at once. */
class HalfWidthTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"bert, F16", "roberta, BF16", "gpt2, F16", "llama, BF16", "llama, F16"})
    void readsTwoBytesANumberFromSeveralFiles(String family, String type) throws IOException {
        // Given
        Path golden = golden(family);
        Files.copy(golden.resolve("config.json"), folder.resolve("config.json"));
        try (HuggingFaceFolder whole = HuggingFaceFolder.open(golden)) {
            TreeMap<String, Weight> weights = new TreeMap<>();
            try (Safetensors file = Safetensors.open(golden.resolve("model.safetensors"))) {
                file.names().forEach(name -> weights.put(name, file.weight(name)));
                String half = new ArrayList<>(weights.keySet()).get(weights.size() / 2);
                write("model-00001-of-00002.safetensors", type, weights.headMap(half));
                write("model-00002-of-00002.safetensors", type, weights.tailMap(half));
                writeIndex(weights, half);
            }
            // When
            try (HuggingFaceFolder sharded = HuggingFaceFolder.open(folder);
                    Engine engine = Engines.fused();
                    BaseModel base = BaseModel.open(engine, folder)) {
                // Then
                assertThat(base.shape().family()).isEqualTo(family);
                assertThat(sharded.parameters()).isEqualTo(whole.parameters());
                for (String name : whole.names()) {
                    int[] shape = shapeOf(golden, name);
                    float[] exact = whole.weight(name, shape).toArray();
                    float[] found = sharded.weight(name, shape).toArray();
                    for (int i = 0; i < exact.length; i++) {
                        assertThat(found[i]).as(name).isEqualTo(rounded(exact[i], type));
                    }
                }
            }
        }
    }

    @Test
    void opensSevenBillionParametersWithoutReadingThem() throws IOException {
        // Given
        ModelShape shape = KnownShapes.of("llama-7b");
        ModelConfig config = ModelConfig.of(shape);
        CanonicalJson.write(folder.resolve("config.json"), config.fields());
        long bytes = writeSparse(folder.resolve("model.safetensors"), config);
        // When
        long parameters = count(folder);
        // Then
        assertThat(bytes).isGreaterThan(13_000_000_000L);
        assertThat(parameters).isEqualTo(6_738_415_616L);
        LowRankSpec spec = new LowRankSpec(LowRankMethod.SHARE_A, 64, 16, 0, List.of("query", "value"));
        assertThat(ParameterCount.of(
                        ModelConfig.read(folder.resolve("config.json")).shape(), spec))
                .isEqualTo(17_301_504);
    }

    private static long count(Path folder) {
        try (HuggingFaceFolder model = HuggingFaceFolder.open(folder)) {
            assertThat(model.weight("model.layers.31.input_layernorm.weight", 4096)
                            .get(0))
                    .isZero();
            return model.parameters();
        }
    }

    /** Header and length of a file of zeros that take up no room. */
    private static long writeSparse(Path file, ModelConfig config) throws IOException {
        Map<String, int[]> shapes = new LinkedHashMap<>();
        ModelTensors.of(config).forEach((name, shape) -> shapes.put(ModelTensors.kept(config, name), shape));
        byte[] header = header("F16", shapes);
        long data = shapes.values().stream()
                .mapToLong(shape -> Short.BYTES * size(shape))
                .sum();
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.write(lengthOf(header));
            sparse.write(header);
            sparse.setLength(Long.BYTES + header.length + data);
            return sparse.length();
        }
    }

    private void write(String file, String type, Map<String, Weight> weights) {
        Map<String, int[]> shapes = new LinkedHashMap<>();
        weights.forEach((name, weight) -> shapes.put(name, weight.shape()));
        byte[] header = header(type, shapes);
        int data = weights.values().stream()
                .mapToInt(weight -> Short.BYTES * weight.size())
                .sum();
        ByteBuffer buffer =
                ByteBuffer.allocate(Long.BYTES + header.length + data).order(ByteOrder.LITTLE_ENDIAN);
        buffer.put(lengthOf(header)).put(header);
        for (Weight weight : weights.values()) {
            for (float number : weight.toArray()) {
                buffer.putShort(half(number, type));
            }
        }
        HandMade.write(folder.resolve(file), buffer.array());
    }

    private void writeIndex(NavigableMap<String, Weight> weights, String half) {
        Map<String, String> places = new TreeMap<>();
        weights.headMap(half).keySet().forEach(name -> places.put(name, "model-00001-of-00002.safetensors"));
        weights.tailMap(half).keySet().forEach(name -> places.put(name, "model-00002-of-00002.safetensors"));
        CanonicalJson.write(folder.resolve("model.safetensors.index.json"), Map.of("weight_map", places));
    }

    private static byte[] header(String type, Map<String, int[]> shapes) {
        Map<String, Object> fields = new LinkedHashMap<>();
        long begin = 0;
        for (Map.Entry<String, int[]> tensor : shapes.entrySet()) {
            long end = begin + Short.BYTES * size(tensor.getValue());
            fields.put(
                    tensor.getKey(),
                    Map.of("dtype", type, "shape", tensor.getValue(), "data_offsets", List.of(begin, end)));
            begin = end;
        }
        return CanonicalJson.text(fields).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] lengthOf(byte[] header) {
        return ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length)
                .array();
    }

    private static long size(int[] shape) {
        return shape.length == 1 ? shape[0] : (long) shape[0] * shape[1];
    }

    private static int[] shapeOf(Path golden, String name) {
        try (Safetensors file = Safetensors.open(golden.resolve("model.safetensors"))) {
            return file.weight(name).shape();
        }
    }

    private static short half(float number, String type) {
        return type.equals("F16")
                ? Float.floatToFloat16(number)
                : (short) (Float.floatToIntBits(number) >>> 16); // towards zero: any rounding will do here
    }

    private static float rounded(float number, String type) {
        return type.equals("F16")
                ? Float.float16ToFloat(Float.floatToFloat16(number))
                : Float.intBitsToFloat(Float.floatToIntBits(number) & 0xFFFF0000);
    }

    private static Path golden(String family) {
        try {
            return Path.of(HalfWidthTest.class
                    .getResource("/golden/" + family + "/base")
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
