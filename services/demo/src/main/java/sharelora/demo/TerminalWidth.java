package sharelora.demo;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.IntSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Columns of the terminal behind standard input, asked for anew every two seconds. Not thread-safe. */
final class TerminalWidth implements IntSupplier {

    private static final int WITHOUT_ANSWER = 80;
    private static final long EVERY_NANOS = Duration.ofSeconds(2).toNanos();
    private static final Pattern ROWS_COLUMNS = Pattern.compile("\\d+ ([1-9]\\d*)\\s*");

    private int columns = WITHOUT_ANSWER;
    private long askedAt = System.nanoTime() - EVERY_NANOS;

    @Override
    public int getAsInt() {
        long now = System.nanoTime();
        if (now - askedAt >= EVERY_NANOS) {
            askedAt = now;
            columns = parsed(answer());
        }
        return columns;
    }

    /** The JDK does not know; {@code stty} does, on every Unix. Where it is missing, a terminal has the usual width. */
    private static String answer() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(Redirect.INHERIT)
                    .redirectError(Redirect.DISCARD)
                    .start();
            return new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            return "";
        }
    }

    static int parsed(String answer) {
        Matcher size = ROWS_COLUMNS.matcher(answer);
        return size.matches() ? Integer.parseInt(size.group(1)) : WITHOUT_ANSWER;
    }
}
