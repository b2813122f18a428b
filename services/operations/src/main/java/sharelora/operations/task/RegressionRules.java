package sharelora.operations.task;

import java.util.Optional;
import java.util.Set;
import sharelora.platform.records.TokenRecord;
import sharelora.schemas.Example;
import sharelora.schemas.Input;
import sharelora.schemas.Source;
import sharelora.schemas.Stream;
import sharelora.text.TextTokenizer;
import sharelora.text.Tokens;

/** A number for a text or a pair. */
record RegressionRules() implements TaskRules {

    @Override
    public boolean hasErrors() {
        return false;
    }

    @Override
    public Optional<String> missingField(Input input) {
        return input.getScore() == null ? Optional.of("score") : Optional.empty();
    }

    @Override
    public Set<String> targetFields() {
        return Set.of("score");
    }

    @Override
    public Optional<String> obstacle(Example example, Stream stream) {
        return example.getScore() == null ? Optional.of("no score") : Optional.empty();
    }

    @Override
    public TokenRecord encode(TextTokenizer tokenizer, Example example, Stream stream, Source source) {
        Tokens tokens = TaskRules.tokens(tokenizer, example);
        return TokenRecord.scored(example.getId(), source, tokens.ids(), tokens.second(), example.getScore());
    }
}
