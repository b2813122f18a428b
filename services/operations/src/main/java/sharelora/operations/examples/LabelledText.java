package sharelora.operations.examples;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A text with its class. */
public record LabelledText(String id, String text, String label) {

    /** All texts of a file, in order. */
    public static List<LabelledText> read(Path path, ExampleFile file) throws IOException {
        List<LabelledText> texts = new ArrayList<>();
        try (InputStream input = Files.newInputStream(path)) {
            file.read(input, each -> texts.add(new LabelledText(each.getId(), each.getText(), each.getLabel())));
        }
        return texts;
    }

    /** The distinct labels, sorted; a blank one is none. */
    public static List<String> labels(List<LabelledText> texts) {
        return texts.stream()
                .map(LabelledText::label)
                .filter(label -> label != null && !label.isBlank())
                .distinct()
                .sorted()
                .toList();
    }
}
