package sharelora.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import sharelora.engine.batch.PackedBatch;
import sharelora.engine.batch.Targets;
import sharelora.operations.examples.ExampleFields;
import sharelora.operations.examples.JsonLines;
import sharelora.operations.examples.LabelledText;
import sharelora.text.HoldOut;
import sharelora.text.TextTokenizer;

/**
 * Training material for classification: texts and their classes.
 *
 * @param appending whether a part knows only the labels that have come until its end
 */
record LabelledMaterial(TextTokenizer tokenizer, List<LabelledText> texts, List<String> labels, boolean appending)
        implements Material {

    /** Texts of the file that have a label. */
    static LabelledMaterial read(Path file, TextTokenizer tokenizer, boolean appending) throws IOException {
        List<LabelledText> texts = LabelledText.read(file, JsonLines.of(ExampleFields.of(Map.of())));
        List<String> sorted = LabelledText.labels(texts);
        texts.removeIf(text -> !sorted.contains(text.label()));
        return new LabelledMaterial(tokenizer, texts, appending ? inOrder(texts) : sorted, appending);
    }

    private static List<String> inOrder(List<LabelledText> texts) {
        return texts.stream().map(LabelledText::label).distinct().toList();
    }

    @Override
    public int records() {
        return texts.size();
    }

    @Override
    public Material between(int from, int to) {
        List<String> known = appending ? inOrder(texts.subList(0, to)) : labels;
        return new LabelledMaterial(tokenizer, texts.subList(from, to), known, appending);
    }

    @Override
    public Material where(HoldOut rule, boolean heldOut) {
        return where(text -> rule.holds(text.text()) == heldOut);
    }

    @Override
    public Material known(int count) {
        return where(text -> labels.indexOf(text.label()) < count);
    }

    private Material where(Predicate<LabelledText> rule) {
        return new LabelledMaterial(tokenizer, texts.stream().filter(rule).toList(), labels, appending);
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
