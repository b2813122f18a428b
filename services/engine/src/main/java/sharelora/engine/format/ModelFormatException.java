package sharelora.engine.format;

import java.nio.file.Path;

/** A model file that is missing, damaged or not what its name says. The message is one line: file, value, expectation. */
public final class ModelFormatException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private static final int LONGEST_QUOTE = 120;

    public ModelFormatException(Path file, String complaint) {
        super(file + ": " + complaint);
    }

    public ModelFormatException(Path file, String complaint, Throwable cause) {
        super(file + ": " + complaint, cause);
    }

    /** A name or text from a file, quoted, fit for a message. */
    public static String quote(String text) {
        return '"' + oneLine(text) + '"';
    }

    /** Text from a file, fit for one line of a message: control characters replaced, cut to 120 characters. */
    static String oneLine(String text) {
        String cut = text.length() <= LONGEST_QUOTE ? text : text.substring(0, LONGEST_QUOTE) + "…";
        return cut.replaceAll("\\p{Cntrl}", "?");
    }
}
