package sharelora.operations.examples;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import sharelora.platform.examples.StrictUtf8;

/**
 * The characters of a file up to its first line that is not UTF-8. Whoever reads them may be ahead of what it hands on,
 * so that such a line first looks like the file's end; {@link #requireWhole} tells the two apart.
 */
final class StrictReader extends Reader {

    private final TextLines lines;
    private String text = "";
    private int at;
    private String problem = "";

    StrictReader(TextLines lines) {
        this.lines = lines;
    }

    /**
     * Lets a file pass whose every line could be read so far.
     *
     * @throws IOException naming the line that could not
     */
    void requireWhole() throws IOException {
        if (!problem.isEmpty()) {
            throw new IOException(problem);
        }
    }

    @Override
    public int read(char[] target, int offset, int length) throws IOException {
        while (at == text.length()) {
            TextLines.Line line = problem.isEmpty() ? lines.next() : null;
            if (line == null) {
                return -1;
            }
            problem = problem(line);
            text = problem.isEmpty() ? text(line) : "";
            at = 0;
        }
        int count = Math.min(length, text.length() - at);
        text.getChars(at, at + count, target, offset);
        at += count;
        return count;
    }

    private static String problem(TextLines.Line line) {
        if (line.tooLong()) {
            return "line " + line.number() + ": longer than 4 MiB";
        }
        int broken = StrictUtf8.decode(line.bytes()).isPresent() ? -1 : StrictUtf8.brokenAt(line.bytes());
        return broken < 0
                ? ""
                : "line " + line.number() + ": byte " + (broken + 1)
                        + " is not UTF-8; write the file as UTF-8, such as by iconv -f ISO-8859-1 -t UTF-8 FILE";
    }

    private static String text(TextLines.Line line) {
        String text = new String(line.bytes(), StandardCharsets.UTF_8);
        return (line.number() == 1 ? StrictUtf8.withoutMark(text) : text) + line.end();
    }

    @Override
    public void close() {
        // The file is not ours to close: it may be standard input.
    }
}
