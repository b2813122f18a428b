package sharelora.engine.training;

import java.nio.file.Path;

/** A training state that is no damaged one: an older or newer version of this program wrote it. */
public final class OtherStateFormatException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    OtherStateFormatException(Path file, String found, String expected) {
        super(file + ": has the format " + found + " of another version: expected " + expected);
    }
}
