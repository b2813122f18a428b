package sharelora.demo;

import java.io.PrintStream;
import java.util.function.IntSupplier;

/** A live bar in the terminal's last line; what happens scrolls above it. */
final class BarScreen implements Screen {

    private static final String CLEAR_LINE = "\r\u001b[2K";

    private final PrintStream terminal;
    private final IntSupplier columns;
    private String bar = "";
    private boolean closed;

    /**
     * A bar on that terminal.
     *
     * @param columns as wide as it is now: it may be resized while the demo runs
     */
    BarScreen(PrintStream terminal, IntSupplier columns) {
        this.terminal = terminal;
        this.columns = columns;
    }

    @Override
    public synchronized void say(String line) {
        terminal.print(
                bar.isEmpty() ? line + System.lineSeparator() : CLEAR_LINE + line + System.lineSeparator() + bar);
        terminal.flush();
    }

    @Override
    public synchronized void show(DemoProgress standing) {
        if (closed) {
            return; // the demo may not have noticed yet that it was told to stop
        }
        String now =
                Bar.of(standing, columns.getAsInt() - 1); // a full line would wrap, and a wrapped one cannot be cleared
        if (!now.equals(bar)) {
            bar = now;
            terminal.print(CLEAR_LINE + bar);
            terminal.flush();
        }
    }

    /** Leaves the bar as it stands and the cursor below it. */
    @Override
    public synchronized void close() {
        closed = true;
        if (!bar.isEmpty()) {
            bar = "";
            terminal.println();
            terminal.flush();
        }
    }
}
