package sharelora.text;

import java.nio.file.Path;

/** A {@code tokenizer.json} that cannot be used: the message is one line naming the file and what is wrong with it. */
public final class TokenizerFileException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TokenizerFileException(Path file, String problem) {
        super(file + ": " + problem);
    }

    TokenizerFileException(Path file, String problem, Throwable cause) {
        super(file + ": " + problem, cause);
    }
}
