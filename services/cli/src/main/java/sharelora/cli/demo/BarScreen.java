package sharelora.cli.demo;

import java.io.PrintStream;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A live progress bar in the terminal's last line; what happens scrolls above it. */
@SuppressWarnings("checkstyle:RegexpSinglelineJava") // a bar needs the terminal itself, not picocli's writer
final class BarScreen implements Screen {

    private static final int WIDTH = 120;
    private static final int REFRESH_MILLIS = 250;
    private static final String CLEAR_LINE = "\r\u001b[2K";

    private final PrintStream terminal = System.out;
    private ProgressBar bar;

    @Override
    public synchronized void say(String line) {
        terminal.println((bar == null ? "" : CLEAR_LINE) + line);
        if (bar != null) {
            bar.refresh();
        }
    }

    @Override
    public synchronized void show(Standing standing) {
        if (bar == null) {
            bar = open(standing.of());
        }
        bar.setExtraMessage(" " + standing.words());
        bar.stepTo(standing.records());
    }

    private ProgressBar open(long of) {
        return new ProgressBarBuilder()
                .setTaskName("learning")
                .setInitialMax(of)
                .setStyle(ProgressBarStyle.UNICODE_BLOCK)
                .setUpdateIntervalMillis(REFRESH_MILLIS)
                .setConsumer(new ConsoleProgressBarConsumer(terminal, WIDTH))
                .hideEta()
                .build();
    }

    @Override
    public synchronized void close() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
