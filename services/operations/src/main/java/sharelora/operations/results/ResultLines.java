package sharelora.operations.results;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;
import sharelora.platform.examples.Shown;
import sharelora.schemas.Difference;
import sharelora.schemas.EvalResult;
import sharelora.schemas.Metric;

/** Evaluation results as text. */
public final class ResultLines {

    private static final String COLUMNS = "%-8s %-16s %-10s %-11s %-12s %-24s %-26s %-8s %s";
    private static final List<String> HEADINGS =
            List.of("step", "suite", "status", "n", "metric", "value [95 %]", "to incumbent [95 %]", "step 0", "probe");
    private static final String CSV = "step,suite,status,revision,n,of,checkpointId,suiteSha256,metric,value,low,high,"
            + "stepZero,linearProbe,incumbent,difference,differenceLow,differenceHigh";

    private ResultLines() {}

    /** A heading, then a line for the first metric of each result: the one that names its task. */
    public static List<String> table(List<EvalResult> results) {
        List<String> lines = new ArrayList<>();
        lines.add(COLUMNS.formatted(HEADINGS.toArray()).stripTrailing());
        for (EvalResult result : results) {
            Optional<Metric> metric = result.getMetrics().stream().findFirst();
            String name = metric.map(Metric::getName).orElse("-");
            lines.add(COLUMNS.formatted(
                            result.getStep(),
                            Shown.of(result.getSuite()),
                            result.getStatus().name().toLowerCase(Locale.ROOT),
                            result.getN() + "/" + result.getOf(),
                            Shown.of(name),
                            metric.map(each -> interval("%.4f", each.getValue(), each.getLow(), each.getHigh()))
                                    .orElse("-"),
                            difference(name, result.getDifferences())
                                    .map(each -> interval("%+.4f", each.getValue(), each.getLow(), each.getHigh()))
                                    .orElse("-"),
                            value(name, result.getStepZero())
                                    .map(ResultLines::number)
                                    .orElse("-"),
                            value(name, result.getLinearProbe())
                                    .map(ResultLines::number)
                                    .orElse("-"))
                    .stripTrailing());
        }
        return lines;
    }

    /** One array of the records as they are. */
    public static List<String> json(List<EvalResult> results) {
        StringJoiner array = new StringJoiner(",\n", "[", "]");
        results.forEach(result -> array.add(result.toString()));
        return List.of(array.toString());
    }

    /** A heading, then a line for every metric of each result; a result without any has one line. */
    public static List<String> csv(List<EvalResult> results) {
        List<String> lines = new ArrayList<>();
        lines.add(CSV);
        for (EvalResult result : results) {
            String begin = String.join(
                    ",",
                    Long.toString(result.getStep()),
                    result.getSuite(),
                    result.getStatus().name(),
                    Integer.toString(result.getRevision()),
                    Integer.toString(result.getN()),
                    Integer.toString(result.getOf()),
                    result.getCheckpointId(),
                    result.getSuiteSha256());
            result.getMetrics().forEach(metric -> lines.add(begin + "," + csv(result, metric)));
            if (result.getMetrics().isEmpty()) {
                lines.add(begin + ",".repeat(10));
            }
        }
        return lines;
    }

    private static String csv(EvalResult result, Metric metric) {
        Optional<Difference> difference = difference(metric.getName(), result.getDifferences());
        StringJoiner line = new StringJoiner(",");
        line.add(metric.getName()).add(Double.toString(metric.getValue()));
        line.add(cell(Optional.ofNullable(metric.getLow()))).add(cell(Optional.ofNullable(metric.getHigh())));
        line.add(cell(value(metric.getName(), result.getStepZero())));
        line.add(cell(value(metric.getName(), result.getLinearProbe())));
        line.add(cell(value(metric.getName(), result.getIncumbent())));
        line.add(cell(difference.map(Difference::getValue)));
        line.add(cell(difference.map(Difference::getLow))).add(cell(difference.map(Difference::getHigh)));
        return line.toString();
    }

    private static String cell(Optional<Double> value) {
        return value.map(Object::toString).orElse("");
    }

    private static Optional<Double> value(String name, List<Metric> metrics) {
        return metrics.stream()
                .filter(each -> each.getName().equals(name))
                .map(Metric::getValue)
                .findFirst();
    }

    private static Optional<Difference> difference(String name, List<Difference> differences) {
        return differences.stream().filter(each -> each.getName().equals(name)).findFirst();
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }

    private static String interval(String format, double value, Double low, Double high) {
        String point = String.format(Locale.ROOT, format, value);
        return low == null || high == null
                ? point
                : point + String.format(Locale.ROOT, " [" + format + ", " + format + "]", low, high);
    }
}
