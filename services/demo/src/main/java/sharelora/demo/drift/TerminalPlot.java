package sharelora.demo.drift;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Points on a grid of characters, with a scale on the left and one below. What is put later stands before. */
final class TerminalPlot {

    private static final int LEFT = 7;

    private final int width;
    private final int height;
    private final long most;
    private final double low;
    private final double high;
    private final char[][] rows;
    private final char[] above;

    /**
     * An empty one.
     *
     * @param width columns of the grid, at least 20
     * @param height lines of the grid, at least 5
     * @param most largest x; the smallest is 0
     * @param low smallest y, below {@code high}
     */
    TerminalPlot(int width, int height, long most, double low, double high) {
        this.width = width;
        this.height = height;
        this.most = most;
        this.low = low;
        this.high = high;
        this.above = new char[width];
        Arrays.fill(above, ' ');
        this.rows = new char[height][width];
        for (char[] row : rows) {
            Arrays.fill(row, ' ');
        }
    }

    /** A line from top to bottom at that x, where nothing stands yet. */
    void bound(long x) {
        for (char[] row : rows) {
            row[column(x)] = row[column(x)] == ' ' ? '┊' : row[column(x)];
        }
    }

    /** A sign above that x; there is a line for them where there is one. */
    void mark(long x, char sign) {
        above[column(x)] = sign;
    }

    /** A point; one that is no number, or outside, is left out. */
    void point(long x, double y, char sign) {
        if (y >= low && y <= high) {
            rows[(int) Math.round((high - y) / (high - low) * (height - 1))][column(x)] = sign;
        }
    }

    private int column(long x) {
        return (int) Math.round(Math.clamp((double) x / most, 0, 1) * (width - 1));
    }

    /** From top to bottom, without blanks at the ends. */
    List<String> lines(String below) {
        List<String> lines = new ArrayList<>();
        String marks = new String(above).stripTrailing();
        if (!marks.isEmpty()) {
            lines.add(" ".repeat(LEFT) + marks);
        }
        for (int i = 0; i < height; i++) {
            boolean labelled = i % 3 == 0 || i == height - 1;
            double y = high - (high - low) * i / (height - 1);
            String scale = labelled ? String.format(Locale.ROOT, "%5.2f ┤", y) : "      │";
            lines.add((scale + new String(rows[i])).stripTrailing());
        }
        lines.add(" ".repeat(LEFT - 1) + "└" + "─".repeat(width));
        String end = String.format(Locale.ROOT, "%,d %s", most, below);
        lines.add(" ".repeat(LEFT) + "0" + " ".repeat(Math.max(1, width - 1 - end.length())) + end);
        return lines;
    }
}
