package sharelora.demo.drift;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** What a run over a stream in order came to: the table, what follows from it, and a plot. */
public final class DriftSummary {

    private static final int PLOT_WIDTH = 72;
    private static final int PLOT_HEIGHT = 16;
    private static final int LONGEST_NAME = 24;
    private static final int MOST_NAMED = 8;

    private DriftSummary() {}

    /** Prints the summary of a finished run. */
    public static void print(DriftReport report, PrintWriter out) {
        table(report).forEach(out::println);
        measures(report).forEach(out::println);
        plot(report).forEach(out::println);
        out.printf(
                Locale.ROOT,
                "Learned %,d records in %.0f s of training (%.1f ms each), %.0f s in all%n",
                report.newRecords(),
                report.trainSeconds(),
                1_000 * report.secondsPerNewRecord(),
                report.wallSeconds());
        out.flush();
    }

    static List<String> table(DriftReport report) {
        EraTable table = report.table();
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add(
                "Held-out accuracy: a row for each checkpoint, a column for each era; right of | the checkpoint had not"
                        + " seen it");
        lines.add(row("", cells(report, (era, place) -> number(place)), table.eras()));
        lines.add(row("step 0", figures(table.untouched()), 0));
        if (!table.linearProbe().isEmpty()) {
            lines.add(row("linear probe", figures(table.linearProbe()), 1));
        }
        for (int i = 0; i < table.eras(); i++) {
            lines.add(row("after era " + number(i), figures(table.checkpoints().get(i)), i + 1));
        }
        lines.add(row("records", cells(report, (era, place) -> Integer.toString(era.records())), table.eras()));
        lines.add(row("held out", cells(report, (era, place) -> Integer.toString(era.heldOut())), table.eras()));
        return lines;
    }

    /** @param seen how many eras stand left of the bar */
    private static String row(String head, List<String> cells, int seen) {
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "  %-12s", head));
        for (int i = 0; i < cells.size(); i++) {
            line.append(i == seen ? " |" : "  ").append(String.format(Locale.ROOT, "%6s", cells.get(i)));
        }
        return line.toString();
    }

    private static List<String> cells(DriftReport report, BiFunction<DriftReport.EraSize, Integer, String> cell) {
        return IntStream.range(0, report.eras().size())
                .mapToObj(place -> cell.apply(report.eras().get(place), place))
                .toList();
    }

    private static String number(int era) {
        return Integer.toString(era + 1);
    }

    private static List<String> figures(List<Double> figures) {
        return figures.stream()
                .map(figure -> String.format(Locale.ROOT, "%.3f", figure))
                .toList();
    }

    static List<String> measures(DriftReport report) {
        EraTable table = report.table();
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < table.eras(); i++) {
            lines.add(String.format(
                    Locale.ROOT,
                    "  era %s: %s",
                    number(i),
                    shortened(report.eras().get(i).name())));
        }
        lines.add(measure("mean at the end", table.finalMean(), "over all eras"));
        lines.add(measure("forgetting", table.forgetting(), "best at any earlier end, less the end"));
        lines.add(measure("backward transfer", table.backwardTransfer(), "the end, less the era's own end"));
        lines.add(measure("forward transfer", table.forwardTransfer(), "before the era's first record, less step 0"));
        lines.add(measure("prequential", report.prequential().overall(), "each record just before it is learned"));
        return lines;
    }

    private static String measure(String name, double value, String what) {
        return String.format(Locale.ROOT, "%-18s %6.3f  %s", name, value, what);
    }

    private static String shortened(String name) {
        return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME - 1) + "…";
    }

    private static char sign(DriftReport.Notice.What what) {
        return switch (what) {
            case DRIFT -> '△';
            case OUTLIER -> 'x';
        };
    }

    /** The first few, with their steps. */
    private static String noticed(DriftReport report) {
        String some = report.noticed().stream()
                .limit(MOST_NAMED)
                .map(notice -> sign(notice.what()) + " step " + notice.step() + " by " + notice.by())
                .collect(Collectors.joining(", "));
        int more = report.noticed().size() - MOST_NAMED;
        return more > 0 ? some + " and " + more + " more" : some;
    }

    static List<String> plot(DriftReport report) {
        List<Overview> lines = Overview.of(report.table());
        double[] shown = DoubleStream.concat(
                        report.prequential().points().stream().mapToDouble(DriftReport.Point::accuracy),
                        lines.stream().flatMap(line -> line.means().stream()).mapToDouble(Double::doubleValue))
                .filter(Double::isFinite)
                .sorted()
                .toArray();
        double low = Math.floor(20 * shown[0]) / 20;
        double high = Math.max(low + 0.05, Math.ceil(20 * shown[shown.length - 1]) / 20);
        TerminalPlot plot = new TerminalPlot(PLOT_WIDTH, PLOT_HEIGHT, report.newRecords(), low, high);
        report.prequential().points().forEach(point -> plot.point(point.records(), point.accuracy(), '·'));
        for (Overview line : lines.reversed()) {
            for (int i = 0; i < line.means().size(); i++) {
                plot.point(report.eras().get(i).learnedAtEnd(), line.means().get(i), line.sign());
            }
        }
        report.eras().forEach(era -> plot.bound(era.learnedAtEnd()));
        report.noticed().forEach(notice -> plot.mark(notice.records(), sign(notice.what())));
        List<String> all = new ArrayList<>();
        all.add("");
        all.add("Accuracy: · prequential, over " + report.prequential().window()
                + " records; on held-out records of all eras so far: "
                + lines.stream().map(line -> line.sign() + " " + line.name()).collect(Collectors.joining(", ")));
        all.addAll(plot.lines("records learned"));
        if (!report.noticed().isEmpty()) {
            all.add("Above: △ the stream has changed, x a batch was held back: " + noticed(report));
        }
        all.add("");
        return all;
    }
}
