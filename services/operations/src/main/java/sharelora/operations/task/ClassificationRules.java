package sharelora.operations.task;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import sharelora.engine.head.HeadSpec;
import sharelora.platform.records.TokenRecord;
import sharelora.schemas.Example;
import sharelora.schemas.Input;
import sharelora.schemas.Source;
import sharelora.schemas.Stream;
import sharelora.text.TextTokenizer;
import sharelora.text.Tokens;

/** A label for a text or a pair. */
record ClassificationRules() implements TaskRules {

    @Override
    public boolean hasLabels() {
        return true;
    }

    @Override
    public List<HeadSpec> heads() {
        return List.of(HeadSpec.MEAN, HeadSpec.STOCK, HeadSpec.COSINE);
    }

    @Override
    public Optional<String> missingField(Input input) {
        return input.getLabel() == null ? Optional.of("label") : Optional.empty();
    }

    @Override
    public Set<String> targetFields() {
        return Set.of("label");
    }

    @Override
    public Optional<String> obstacle(Example example, Stream stream) {
        return stream.getLabels().contains(example.getLabel())
                ? Optional.empty()
                : Optional.of("label is none of the stream's");
    }

    @Override
    public TokenRecord encode(TextTokenizer tokenizer, Example example, Stream stream, Source source) {
        Tokens tokens = TaskRules.tokens(tokenizer, example);
        int target = stream.getLabels().indexOf(example.getLabel());
        return TokenRecord.classified(example.getId(), source, tokens.ids(), tokens.second(), target);
    }
}
