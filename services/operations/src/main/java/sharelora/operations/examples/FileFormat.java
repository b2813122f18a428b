package sharelora.operations.examples;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The ways to write examples that there are. */
public enum FileFormat {
    /** A JSON object on each line. */
    JSON,
    /** Comma-separated values, quoted as RFC 4180 says. */
    CSV,
    /** Tab-separated values, not quoted. */
    TSV;

    /** As commands spell it. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The format of that spelling; none where there is none. */
    public static Optional<FileFormat> of(String id) {
        return Arrays.stream(values()).filter(format -> format.id().equals(id)).findFirst();
    }

    /** The format that a file's name ends with, in whatever case; JSON where it ends otherwise. */
    public static FileFormat ofFile(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return List.of(CSV, TSV).stream()
                .filter(format -> lower.endsWith("." + format.id()))
                .findFirst()
                .orElse(JSON);
    }

    /** What reads such a file, once. */
    public ExampleFile reader(ExampleFields fields) {
        return switch (this) {
            case JSON -> JsonLines.of(fields);
            case CSV -> SeparatedValues.commas(fields);
            case TSV -> SeparatedValues.tabs(fields);
        };
    }
}
