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
import sharelora.text.Completed;
import sharelora.text.PromptTokenizer;
import sharelora.text.TextTokenizer;

/** How a text goes on. */
record GenerationRules() implements TaskRules {

    @Override
    public boolean takesPairs() {
        return false;
    }

    @Override
    public boolean goesOnWithTexts() {
        return true;
    }

    @Override
    public List<HeadSpec> heads() {
        return List.of(HeadSpec.LANGUAGE);
    }

    @Override
    public int longestText() {
        return 2_048;
    }

    /** None: a record without a completion is a text that is to be said as a whole. */
    @Override
    public Optional<String> missingField(Input input) {
        return Optional.empty();
    }

    @Override
    public Set<String> targetFields() {
        return Set.of();
    }

    @Override
    public Optional<String> obstacle(Example example, Stream stream) {
        return example.getTextPair() == null ? Optional.empty() : Optional.of("has a textPair, for generation");
    }

    @Override
    public TokenRecord encode(TextTokenizer tokenizer, Example example, Stream stream, Source source) {
        PromptTokenizer prompts = PromptTokenizer.of(tokenizer, stream.getEndToken());
        Completed completed = example.getCompletion() == null
                ? prompts.encode(example.getText())
                : prompts.encode(example.getText(), example.getCompletion());
        return TokenRecord.completed(example.getId(), source, completed.ids(), completed.prompt());
    }
}
