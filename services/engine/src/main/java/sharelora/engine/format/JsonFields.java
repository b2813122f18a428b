package sharelora.engine.format;

import static sharelora.engine.format.ModelFormatException.oneLine;
import static sharelora.engine.format.ModelFormatException.quote;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The fields of one JSON object in a model file, each with its type and range checked as it is asked for. */
public final class JsonFields {

    private static final long MAX_BYTES = 16L << 20;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private final Path file;
    private final String place;
    private final JsonNode node;

    private JsonFields(Path file, String place, JsonNode node) {
        if (!node.isObject()) {
            throw new ModelFormatException(file, place + "is not a JSON object");
        }
        this.file = file;
        this.place = place;
        this.node = node;
    }

    /** Reads a file of one object, of at most 16 MiB. */
    public static JsonFields read(Path file) {
        return read(file, MAX_BYTES);
    }

    /** Reads a file of one object, of at most {@code most} bytes. */
    public static JsonFields read(Path file, long most) {
        if (!Files.isRegularFile(file)) {
            throw new ModelFormatException(file, "no such file: expected a JSON file");
        }
        try {
            if (Files.size(file) > most) {
                throw new ModelFormatException(file, "has " + Files.size(file) + " bytes: expected at most " + most);
            }
            byte[] bytes = Files.readAllBytes(file);
            ModelFormatException.refuseLfsPointer(file, bytes);
            return parse(
                    file,
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes))
                            .toString());
        } catch (IOException e) {
            throw new ModelFormatException(file, "cannot be read as UTF-8: " + e.getMessage(), e);
        }
    }

    /** Reads an object from a text that {@code file} contains. */
    public static JsonFields parse(Path file, String text) {
        try {
            return new JsonFields(file, "", JSON.readTree(text));
        } catch (JsonProcessingException e) {
            throw new ModelFormatException(file, "is not JSON: " + quote(e.getOriginalMessage()), e);
        }
    }

    public Path file() {
        return file;
    }

    /** Whether the field is there and not null. */
    public boolean has(String name) {
        return node.hasNonNull(name);
    }

    /** Whether the field is there, be it null. */
    public boolean mentions(String name) {
        return node.has(name);
    }

    /** Whether the field is true or false. */
    public boolean isFlag(String name) {
        return node.path(name).isBoolean();
    }

    /** Whether the field is null, false, or an empty text, list or object. */
    public boolean isUnset(String name) {
        JsonNode value = node.path(name);
        boolean empty = value.isTextual() ? value.textValue().isEmpty() : value.isContainerNode() && value.isEmpty();
        return value.isMissingNode() || value.isNull() || empty || (value.isBoolean() && !value.booleanValue());
    }

    /** Names of all fields, in the file's order. */
    public List<String> names() {
        return List.copyOf(node.propertyStream().map(Map.Entry::getKey).toList());
    }

    public int integer(String name, int least, int most) {
        return (int) integer(name, (long) least, most);
    }

    /** A whole number from {@code least} to {@code most}. */
    public long integer(String name, long least, long most) {
        JsonNode value = required(name);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw wrong(name, "a whole number");
        }
        if (value.longValue() < least || value.longValue() > most) {
            throw wrong(name, "a whole number from " + least + " to " + most);
        }
        return value.longValue();
    }

    /** A number from {@code least} to {@code most}; never NaN. */
    public double number(String name, double least, double most) {
        double value = required(name).isNumber() ? required(name).doubleValue() : Double.NaN;
        if (!(value >= least && value <= most)) {
            throw wrong(name, "a number from " + least + " to " + most);
        }
        return value;
    }

    public boolean flag(String name) {
        if (!required(name).isBoolean()) {
            throw wrong(name, "true or false");
        }
        return required(name).booleanValue();
    }

    public String text(String name) {
        if (!required(name).isTextual()) {
            throw wrong(name, "a text");
        }
        return required(name).textValue();
    }

    /** The texts of a list. */
    public List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        for (JsonNode value : list(name)) {
            if (!value.isTextual()) {
                throw wrong(name, "a list of texts");
            }
            texts.add(value.textValue());
        }
        return List.copyOf(texts);
    }

    /** Whether the field is a list. */
    public boolean isList(String name) {
        return node.path(name).isArray();
    }

    /** Whether the field is an object. */
    public boolean isObject(String name) {
        return node.path(name).isObject();
    }

    /** The whole numbers of a list, each from {@code least} to {@code most}. */
    public List<Integer> integers(String name, int least, int most) {
        List<Integer> integers = new ArrayList<>();
        for (JsonNode value : list(name)) {
            if (!value.canConvertToInt()
                    || !value.isIntegralNumber()
                    || value.intValue() < least
                    || value.intValue() > most) {
                throw wrong(name, "a list of whole numbers from " + least + " to " + most);
            }
            integers.add(value.intValue());
        }
        return List.copyOf(integers);
    }

    /** The objects of a list. */
    public List<JsonFields> objects(String name) {
        List<JsonFields> objects = new ArrayList<>();
        for (JsonNode value : list(name)) {
            objects.add(new JsonFields(file, place + name + "[" + objects.size() + "] ", value));
        }
        return List.copyOf(objects);
    }

    /** All fields: texts, numbers, flags, nulls, lists and maps of them. */
    public Map<String, Object> values() {
        return JSON.convertValue(node, new TypeReference<LinkedHashMap<String, Object>>() {});
    }

    public JsonFields object(String name) {
        return new JsonFields(file, place + name + " ", required(name));
    }

    /** The exception for a field whose value does not do: names file, field, value and what was expected. */
    public ModelFormatException wrong(String name, String expected) {
        String value =
                Optional.ofNullable(node.get(name)).map(JsonNode::toString).orElse("missing");
        return new ModelFormatException(file, place + name + " is " + oneLine(value) + ": expected " + expected);
    }

    private JsonNode list(String name) {
        if (!required(name).isArray()) {
            throw wrong(name, "a list");
        }
        return required(name);
    }

    private JsonNode required(String name) {
        JsonNode value = node.get(name);
        if (value == null || value.isNull()) {
            throw wrong(name, "a value");
        }
        return value;
    }
}
