package sharelora.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import sharelora.engine.batch.PackedBatch;
import sharelora.engine.batch.Targets;
import sharelora.operations.examples.ExampleFields;
import sharelora.operations.examples.JsonLines;
import sharelora.text.TextTokenizer;

/** Plain texts, of which every next token is asked for. */
record PlainTexts(List<int[]> texts) implements Records {

    /** Texts of the file that have at least two tokens. */
    static PlainTexts read(Path file, TextTokenizer tokenizer) throws IOException {
        List<int[]> texts = new ArrayList<>();
        try (InputStream input = Files.newInputStream(file)) {
            JsonLines.of(ExampleFields.of(Map.of())).read(input, each -> texts.add(tokenizer.encode(each.getText())));
        }
        texts.removeIf(text -> text.length < 2);
        return new PlainTexts(texts);
    }

    @Override
    public int records() {
        return texts.size();
    }

    @Override
    public PackedBatch batch(int from, int to) {
        return SequencePacking.of(texts.subList(from, to), new Targets.Completions(new int[to - from]));
    }
}
