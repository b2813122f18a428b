package sharelora.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import sharelora.engine.batch.PackedBatch;
import sharelora.engine.batch.Targets;
import sharelora.operations.examples.ExampleFields;
import sharelora.operations.examples.JsonLines;
import sharelora.operations.examples.LabelledText;
import sharelora.text.HoldOut;
import sharelora.text.TextTokenizer;

/** Training material for classification: texts and their classes. */
record LabelledMaterial(TextTokenizer tokenizer, List<LabelledText> texts, List<String> labels) implements Material {

    /** Texts of the file that have a label. */
    static LabelledMaterial read(Path file, TextTokenizer tokenizer) throws IOException {
        List<LabelledText> texts = LabelledText.read(file, JsonLines.of(ExampleFields.of(Map.of())));
        List<String> labels = LabelledText.labels(texts);
        texts.removeIf(text -> !labels.contains(text.label()));
        return new LabelledMaterial(tokenizer, texts, labels);
    }

    @Override
    public int records() {
        return texts.size();
    }

    @Override
    public Material between(int from, int to) {
        return new LabelledMaterial(tokenizer, texts.subList(from, to), labels);
    }

    @Override
    public Material where(HoldOut rule, boolean heldOut) {
        return new LabelledMaterial(
                tokenizer,
                texts.stream()
                        .filter(text -> rule.holds(text.text()) == heldOut)
                        .toList(),
                labels);
    }

    @Override
    public PackedBatch batch(int from, int to) {
        List<LabelledText> some = texts.subList(from, to);
        List<int[]> encoded =
                some.stream().map(text -> tokenizer.encode(text.text())).toList();
        int[] classes =
                some.stream().mapToInt(text -> labels.indexOf(text.label())).toArray();
        return SequencePacking.of(encoded, new Targets.Classes(classes));
    }
}
