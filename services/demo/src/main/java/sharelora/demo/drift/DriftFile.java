package sharelora.demo.drift;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import sharelora.operations.WrongUsageException;
import sharelora.operations.examples.ExampleFields;
import sharelora.operations.examples.JsonLines;
import sharelora.operations.examples.LabelledText;
import sharelora.platform.examples.FieldPath;
import sharelora.platform.examples.JsonValue;
import sharelora.platform.examples.NotJsonException;
import sharelora.platform.examples.StrictJson;
import sharelora.platform.examples.StrictUtf8;

/** A stream of a user's own: JSON lines in order, with a field of the era if they like. */
public final class DriftFile {

    private DriftFile() {}

    /**
     * The labelled texts of a file, in order.
     *
     * @param era the field whose value is a text's mark; dots lead into objects and lists; none: no text has a mark
     * @param told what was passed over, in words
     * @throws WrongUsageException where a text has no such field
     */
    public static List<DatedText> read(Path file, Optional<String> era, Consumer<String> told) throws IOException {
        Map<Long, LabelledText> texts = new HashMap<>();
        List<Long> lines = new ArrayList<>();
        JsonLines json = JsonLines.of(ExampleFields.of(Map.of()));
        try (InputStream input = Files.newInputStream(file)) {
            json.read(input, each -> {
                texts.put(json.line(), new LabelledText(each.getId(), each.getText(), each.getLabel()));
                lines.add(json.line());
            });
        }
        json.skipped().forEach(told);
        long read = lines.size();
        lines.removeIf(line -> !usable(texts.get(line)));
        if (lines.size() < read) {
            told.accept((read - lines.size()) + " lines left out: an empty text, or no label");
        }
        Map<Long, String> marks = era.isPresent() ? marks(file, FieldPath.of(era.get()), texts) : Map.of();
        List<Long> unmarked =
                lines.stream().filter(line -> !marks.containsKey(line)).toList();
        if (era.isPresent() && !unmarked.isEmpty()) {
            throw WrongUsageException.of("--era: " + unmarked.size() + " of " + lines.size() + " records of '" + file
                    + "' have no field '" + era.get() + "' with a text or number, the first in line "
                    + unmarked.getFirst() + "; expected it in each");
        }
        return lines.stream()
                .map(line -> new DatedText(texts.get(line), marks.getOrDefault(line, "")))
                .toList();
    }

    private static boolean usable(LabelledText text) {
        return !text.text().isBlank() && text.label() != null && !text.label().isBlank();
    }

    /** By line, as the reader of examples counts them. */
    private static Map<Long, String> marks(Path file, FieldPath era, Map<Long, LabelledText> texts) throws IOException {
        Map<Long, String> marks = new HashMap<>();
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
            long number = 0;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                number++;
                if (texts.containsKey(number)) {
                    mark(StrictUtf8.withoutMark(line), era, number, marks);
                }
            }
        }
        return marks;
    }

    private static void mark(String line, FieldPath era, long number, Map<Long, String> marks) throws IOException {
        try {
            era.in(StrictJson.read(line)).ifPresent(value -> {
                if (value instanceof JsonValue.Scalar scalar && !scalar.text().isBlank()) {
                    marks.put(number, scalar.text().strip());
                }
            });
        } catch (NotJsonException e) { // it was read as JSON before: the file has changed since
            throw new IOException("line " + number + " has changed while it was read", e);
        }
    }
}
