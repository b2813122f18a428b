package sharelora.engine.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** JSON whose bytes depend on its content alone: keys sorted, line feeds on every system. */
public final class CanonicalJson {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private static final ObjectWriter INDENTED =
            JSON.writer(new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n")));

    private CanonicalJson() {}

    /** An object of texts, numbers, flags, nulls, lists and maps of them, on one line. */
    public static String text(Map<String, ?> fields) {
        return text((Object) fields);
    }

    /** A list on one line. */
    public static String text(List<?> values) {
        return text((Object) values);
    }

    /** A file of one object, indented for people. */
    public static void write(Path file, Map<String, ?> fields) {
        try {
            Files.writeString(file, INDENTED.writeValueAsString(fields) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    private static String text(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a value of JSON: " + e.getOriginalMessage(), e);
        }
    }
}
