package sharelora.text;

/**
 * A text that the tokenizer has no tokens for, such as an unknown word where its vocabulary has no token for unknown
 * words. The message holds the library's words and nothing of the text.
 */
public final class TextRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TextRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
