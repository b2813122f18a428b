package sharelora.demo;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.LongSupplier;

/** Plain lines, no control codes, a standing every few seconds: for files and pipes. */
final class PlainScreen implements Screen {

    private static final Duration EVERY = Duration.ofSeconds(5);

    private final PrintWriter out;
    private final LongSupplier nanoTime;
    private long shown;

    PlainScreen(PrintWriter out, LongSupplier nanoTime) {
        this.out = out;
        this.nanoTime = nanoTime;
        this.shown = nanoTime.getAsLong();
    }

    @Override
    public void say(String line) {
        out.println(line);
        out.flush();
    }

    @Override
    public void show(DemoProgress standing) {
        if (nanoTime.getAsLong() - shown >= EVERY.toNanos()) {
            shown = nanoTime.getAsLong();
            say(standing.records() + "/" + standing.of() + " records · " + standing.words());
        }
    }

    @Override
    public void close() {
        out.flush();
    }
}
