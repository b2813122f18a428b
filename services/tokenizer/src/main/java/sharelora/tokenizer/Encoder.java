package sharelora.tokenizer;

import sharelora.text.TextTokenizer;
import sharelora.text.Tokens;

/** Texts → token ids, special tokens included, truncated. */
interface Encoder {

    Tokens encode(String text);

    /** @throws IllegalArgumentException where there is no room for two texts */
    Tokens encode(String text, String textPair);

    static Encoder of(TextTokenizer tokenizer) {
        return new Encoder() {
            @Override
            public Tokens encode(String text) {
                return Tokens.of(tokenizer.encode(text));
            }

            @Override
            public Tokens encode(String text, String textPair) {
                return tokenizer.encode(text, textPair);
            }
        };
    }
}
