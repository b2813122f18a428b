package sharelora.demo;

import java.util.List;
import java.util.Locale;

/** How the demo stands, as one line: a bar, and as many figures as there is room for. */
final class Bar {

    private static final int SHORTEST = 5;
    private static final int LONGEST = 40;

    private Bar() {}

    /**
     * A line that is not longer than the width, whatever the figures are.
     *
     * @param width characters
     */
    static String of(DemoProgress standing, int width) {
        double share = standing.of() == 0 ? 0 : Math.min(1, (double) standing.records() / standing.of());
        String head = String.format(Locale.ROOT, "%3.0f %% ", 100 * share);
        String tail = figures(standing).stream()
                .filter(figures -> head.length() + SHORTEST + figures.length() <= width)
                .findFirst()
                .orElse("");
        int length = Math.min(LONGEST, width - head.length() - tail.length());
        String line = head + drawn(share, Math.max(0, length)) + tail;
        return line.substring(0, Math.min(line.length(), Math.max(0, width)));
    }

    private static String drawn(double share, int length) {
        int full = (int) Math.round(share * length);
        return "█".repeat(full) + "░".repeat(length - full);
    }

    /** From all there is to tell, for a wide terminal, to the little that a narrow one has room for. */
    private static List<String> figures(DemoProgress s) {
        String records = " " + s.records() + "/" + s.of();
        if (s.step() == 0) {
            return List.of(records + " · " + s.words(), records);
        }
        String learning = String.format(Locale.ROOT, " · loss %.3f · accuracy %.2f", s.loss(), s.accuracy());
        String rate = String.format(Locale.ROOT, " · %.0f/s", s.recordsPerSecond());
        return List.of(
                records + " · " + s.words(),
                records + " · step " + s.step() + learning + rate + " · lag " + s.lag(),
                records + learning + rate,
                records + rate,
                records);
    }
}
