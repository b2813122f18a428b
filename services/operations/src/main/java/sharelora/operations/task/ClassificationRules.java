package sharelora.operations.task;

import java.util.List;
import java.util.Optional;
import sharelora.engine.head.HeadSpec;
import sharelora.schemas.Example;
import sharelora.schemas.Input;
import sharelora.schemas.Stream;
import sharelora.schemas.TokenBatch;
import sharelora.text.TextTokenizer;

/** A label for a text or a pair. */
record ClassificationRules() implements TaskRules {

    @Override
    public boolean hasLabels() {
        return true;
    }

    @Override
    public boolean takesPairs() {
        return true;
    }

    @Override
    public boolean goesOnWithTexts() {
        return false;
    }

    @Override
    public List<HeadSpec> heads() {
        return List.of(HeadSpec.MEAN, HeadSpec.STOCK);
    }

    @Override
    public int longestText() {
        return 512;
    }

    @Override
    public Optional<String> missingField(Input input) {
        return input.getLabel() == null ? Optional.of("label") : Optional.empty();
    }

    @Override
    public Optional<String> obstacle(Example example, Stream stream) {
        return stream.getLabels().contains(example.getLabel())
                ? Optional.empty()
                : Optional.of("label is none of the stream's");
    }

    @Override
    public EncodedExample encode(TextTokenizer tokenizer, Example example, Stream stream) {
        return EncodedExample.of(tokenizer, example);
    }

    @Override
    public void setTargets(
            TokenBatch.Builder batch, List<EncodedExample> examples, List<Integer> starts, Stream stream) {
        batch.setTargets(examples.stream()
                .map(each -> stream.getLabels().indexOf(each.example().getLabel()))
                .toList());
    }
}
