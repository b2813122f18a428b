package sharelora.engine.format.safetensors;

import static sharelora.engine.format.ModelFormatException.quote;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sharelora.engine.format.ModelFormatException;

/**
 * The JSON part of a safetensors file, read token by token: whatever the format does not define is refused at
 * once, so a hostile header costs no more memory than its own bytes.
 */
final class SafetensorsHeader {

    /** Far above any model's header (one of 400 billion parameters has 200 KB); the rest of a file is data. */
    static final long MAX_BYTES = 64L << 20;

    private static final int MAX_DIMENSIONS = 8;

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength((int) MAX_BYTES)
                    .maxNumberLength(20)
                    .maxNestingDepth(8)
                    .build())
            .build();

    private final Path file;
    private final JsonParser json;
    private final Map<String, String> metadata = new LinkedHashMap<>();
    private final List<TensorEntry> tensors = new ArrayList<>();

    private SafetensorsHeader(Path file, JsonParser json) {
        this.file = file;
        this.json = json;
    }

    /** Reads {@code text}; sizes and offsets are not compared with the file yet. */
    static SafetensorsHeader parse(Path file, String text) {
        try (JsonParser json = JSON.createParser(text)) {
            SafetensorsHeader header = new SafetensorsHeader(file, json);
            header.readAll();
            return header;
        } catch (IOException e) {
            String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            throw new ModelFormatException(file, "header is not the JSON of safetensors: " + quote(reason), e);
        }
    }

    Map<String, String> metadata() {
        return metadata;
    }

    List<TensorEntry> tensors() {
        return tensors;
    }

    private void readAll() throws IOException {
        expect("header", JsonToken.START_OBJECT);
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            if (name.equals("__metadata__")) {
                readMetadata();
            } else {
                readTensor(name);
            }
        }
        if (json.nextToken() != null) {
            throw new ModelFormatException(file, "header continues behind its closing brace: expected only spaces");
        }
    }

    private void readMetadata() throws IOException {
        expect("__metadata__", JsonToken.START_OBJECT);
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String key = json.currentName();
            expect("__metadata__ " + quote(key), JsonToken.VALUE_STRING);
            metadata.put(key, json.getText());
        }
    }

    private void readTensor(String name) throws IOException {
        String tensor = "tensor " + quote(name);
        TensorType type = null;
        int[] shape = null;
        long[] offsets = null;
        expect(tensor, JsonToken.START_OBJECT);
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String field = json.currentName();
            switch (field) {
                case "dtype" -> type = readType(tensor);
                case "shape" -> shape = readShape(tensor);
                case "data_offsets" -> offsets = readOffsets(tensor);
                default ->
                    throw new ModelFormatException(
                            file,
                            tensor + " has the field " + quote(field) + ": expected dtype, shape and data_offsets");
            }
        }
        if (type == null || shape == null || offsets == null) {
            throw new ModelFormatException(file, tensor + " lacks one of dtype, shape and data_offsets");
        }
        tensors.add(new TensorEntry(name, type, shape, offsets[0], offsets[1]));
    }

    private TensorType readType(String tensor) throws IOException {
        expect(tensor + " dtype", JsonToken.VALUE_STRING);
        String type = json.getText();
        return TensorType.named(type)
                .orElseThrow(() -> new ModelFormatException(
                        file,
                        tensor + " has dtype " + quote(type) + ": expected F32, F16, BF16 or another known type"));
    }

    private int[] readShape(String tensor) throws IOException {
        long[] sizes = readNumbers(tensor + " shape", MAX_DIMENSIONS);
        int[] shape = new int[sizes.length];
        for (int i = 0; i < sizes.length; i++) {
            if (sizes[i] > Integer.MAX_VALUE) {
                throw new ModelFormatException(
                        file, tensor + " has a dimension of " + sizes[i] + ": expected at most " + Integer.MAX_VALUE);
            }
            shape[i] = (int) sizes[i];
        }
        return shape;
    }

    private long[] readOffsets(String tensor) throws IOException {
        long[] offsets = readNumbers(tensor + " data_offsets", 2);
        if (offsets.length != 2 || offsets[0] > offsets[1]) {
            throw new ModelFormatException(
                    file, tensor + " has data_offsets that are not a begin and an end not before it");
        }
        return offsets;
    }

    private long[] readNumbers(String what, int most) throws IOException {
        expect(what, JsonToken.START_ARRAY);
        long[] numbers = new long[most];
        int count = 0;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (json.currentToken() != JsonToken.VALUE_NUMBER_INT || count == most) {
                throw new ModelFormatException(
                        file, what + " is not a list of at most " + most + " whole numbers: " + quote(json.getText()));
            }
            // Throws an exception of the JSON library for a number beyond 64 bits.
            numbers[count] = json.getLongValue();
            if (numbers[count] < 0) {
                throw new ModelFormatException(
                        file, what + " holds " + numbers[count] + ": expected no negative number");
            }
            count++;
        }
        return Arrays.copyOf(numbers, count);
    }

    private void expect(String what, JsonToken token) throws IOException {
        JsonToken found = json.nextToken();
        if (found != token) {
            throw new ModelFormatException(file, what + " is " + found + ": expected " + token);
        }
    }
}
