package sharelora.cli.demo;

import java.io.PrintWriter;
import java.time.Duration;

/** Plain lines, no control codes, a standing every few seconds: for files and pipes. */
final class PlainScreen implements Screen {

    private static final Duration EVERY = Duration.ofSeconds(5);

    private final PrintWriter out;
    private long shown = System.nanoTime();

    PlainScreen(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void say(String line) {
        out.println(line);
        out.flush();
    }

    @Override
    public void show(Standing standing) {
        if (System.nanoTime() - shown >= EVERY.toNanos()) {
            shown = System.nanoTime();
            say(standing.records() + "/" + standing.of() + " records · " + standing.words());
        }
    }

    @Override
    public void close() {
        out.flush();
    }
}
