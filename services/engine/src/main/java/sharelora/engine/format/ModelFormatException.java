package sharelora.engine.format;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/** A model file that is missing, damaged or not what its name says. The message is one line: file, value, expectation. */
public final class ModelFormatException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private static final int LONGEST_QUOTE = 120;

    /** How the text of every pointer of Git LFS begins. */
    private static final String LFS_POINTER = "version https://git-lfs.github.com/spec/";

    public ModelFormatException(Path file, String complaint) {
        super(file + ": " + complaint);
    }

    public ModelFormatException(Path file, String complaint, Throwable cause) {
        super(file + ": " + complaint, cause);
    }

    /**
     * Refuses what Git LFS leaves where it did not fetch the file itself.
     *
     * @param beginning the file's first bytes
     */
    public static void refuseLfsPointer(Path file, byte[] beginning) {
        byte[] pointer = LFS_POINTER.getBytes(StandardCharsets.US_ASCII);
        if (Arrays.mismatch(pointer, beginning) == pointer.length || Arrays.equals(pointer, beginning)) {
            throw new ModelFormatException(
                    file,
                    "is a Git LFS pointer, not the file that it stands for: expected the file; get it with: git lfs pull");
        }
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
