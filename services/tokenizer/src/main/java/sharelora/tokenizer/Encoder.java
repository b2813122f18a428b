package sharelora.tokenizer;

import sharelora.schemas.Stream;
import sharelora.text.Completed;
import sharelora.text.PromptTokenizer;
import sharelora.text.TextTokenizer;
import sharelora.text.Tokens;

/** Texts → token ids, special tokens included, truncated. */
interface Encoder {

    Tokens encode(String text);

    /** @throws IllegalArgumentException where there is no room for two texts */
    Tokens encode(String text, String textPair);

    /**
     * A text to be gone on with, where the stream's task is generation.
     *
     * @param completion null: all of the text is to be said
     * @throws IllegalArgumentException where the text leaves no room for a completion
     */
    Completed complete(String text, String completion);

    static Encoder of(TextTokenizer tokenizer, Stream stream) {
        Integer end = stream.getEndToken();
        PromptTokenizer prompts = end == null ? null : PromptTokenizer.of(tokenizer, end);
        return new Encoder() {
            @Override
            public Tokens encode(String text) {
                return Tokens.of(tokenizer.encode(text));
            }

            @Override
            public Tokens encode(String text, String textPair) {
                return tokenizer.encode(text, textPair);
            }

            @Override
            public Completed complete(String text, String completion) {
                return completion == null ? prompts.encode(text) : prompts.encode(text, completion);
            }
        };
    }
}
