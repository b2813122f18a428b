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
import sharelora.schemas.Example;
import sharelora.text.Completed;
import sharelora.text.HoldOut;
import sharelora.text.PromptTokenizer;

/** Training material for generation: prompts and their completions. */
record PairMaterial(PromptTokenizer tokenizer, List<Example> pairs) implements Material {

    /** Records of the file that have a completion. */
    static PairMaterial read(Path file, PromptTokenizer tokenizer) throws IOException {
        List<Example> pairs = new ArrayList<>();
        try (InputStream input = Files.newInputStream(file)) {
            JsonLines.of(ExampleFields.of(Map.of())).read(input, pairs::add);
        }
        pairs.removeIf(pair -> pair.getCompletion() == null);
        return new PairMaterial(tokenizer, pairs);
    }

    @Override
    public List<String> labels() {
        return List.of();
    }

    @Override
    public int records() {
        return pairs.size();
    }

    @Override
    public Material between(int from, int to) {
        return new PairMaterial(tokenizer, pairs.subList(from, to));
    }

    @Override
    public Material where(HoldOut rule, boolean heldOut) {
        return new PairMaterial(
                tokenizer,
                pairs.stream()
                        .filter(pair -> rule.holds(pair.getText()) == heldOut)
                        .toList());
    }

    @Override
    public Material known(int labels) {
        return this;
    }

    @Override
    public PackedBatch batch(int from, int to) {
        List<Completed> encoded = pairs.subList(from, to).stream()
                .map(pair -> tokenizer.encode(pair.getText(), pair.getCompletion()))
                .toList();
        int[] prompts = encoded.stream().mapToInt(Completed::prompt).toArray();
        return SequencePacking.of(encoded.stream().map(Completed::ids).toList(), new Targets.Completions(prompts));
    }
}
