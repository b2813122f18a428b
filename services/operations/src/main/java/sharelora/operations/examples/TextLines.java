package sharelora.operations.examples;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * The lines of a file, undecoded. A line ends at LF, CR LF or CR. Memory is bounded: what is longer than 4 MiB is read
 * to its end, but not kept.
 */
final class TextLines {

    /** Bytes of a line, its end not counted. */
    static final int LONGEST = 4 << 20;

    private static final int NONE = -1;

    private final InputStream input;
    private final byte[] buffer = new byte[1 << 16];
    private int filled;
    private int at;
    private long number;

    private TextLines(InputStream input) {
        this.input = input;
    }

    /**
     * One line.
     *
     * @param number from 1
     * @param bytes of a line that is too long: its beginning
     * @param end the characters that end it; none at the end of the file
     */
    record Line(long number, byte[] bytes, String end, boolean tooLong) {

        /** Whether there is a byte 0, which no text has. */
        boolean hasNul() {
            for (byte each : bytes) {
                if (each == 0) {
                    return true;
                }
            }
            return false;
        }
    }

    /**
     * The lines of that file.
     *
     * @throws IOException where it begins as a file of another kind than text in UTF-8 does, naming that kind
     */
    static TextLines of(InputStream input) throws IOException {
        TextLines lines = new TextLines(input);
        lines.fill();
        FileKind.requireText(lines.buffer, lines.filled);
        return lines;
    }

    /** The next line; null at the end of the file. */
    Line next() throws IOException {
        int c = read();
        if (c == NONE) {
            return null;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        boolean tooLong = false;
        while (c != NONE && c != '\n' && c != '\r') {
            if (bytes.size() < LONGEST) {
                bytes.write(c);
            } else {
                tooLong = true;
            }
            c = read();
        }
        return new Line(++number, bytes.toByteArray(), end(c), tooLong);
    }

    private String end(int c) throws IOException {
        if (c != '\r') {
            return c == '\n' ? "\n" : "";
        }
        if ((at < filled || fill()) && buffer[at] == '\n') {
            at++;
            return "\r\n";
        }
        return "\r";
    }

    private int read() throws IOException {
        return at < filled || fill() ? buffer[at++] & 0xFF : NONE;
    }

    /** Whether there is more; as many bytes as the source has at once, but enough to tell its kind by. */
    private boolean fill() throws IOException {
        at = 0;
        filled = input.readNBytes(buffer, 0, FileKind.ENOUGH);
        if (filled == FileKind.ENOUGH) {
            filled += Math.max(0, input.read(buffer, filled, buffer.length - filled));
        }
        return filled > 0;
    }
}
