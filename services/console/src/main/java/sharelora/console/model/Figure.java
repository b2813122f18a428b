package sharelora.console.model;

import java.util.List;
import sharelora.schemas.Difference;
import sharelora.schemas.Metric;

/**
 * A number of a result.
 *
 * @param low of its 95 % interval; NaN, as {@code high}, where it has none
 */
record Figure(String name, double value, double low, double high) {

    static List<Figure> of(List<Metric> metrics) {
        return metrics.stream()
                .map(each -> new Figure(
                        each.getName().intern(), // thousands of results have the same few names
                        each.getValue(),
                        each.getLow() == null ? Double.NaN : each.getLow(),
                        each.getHigh() == null ? Double.NaN : each.getHigh()))
                .toList();
    }

    static List<Figure> ofDifferences(List<Difference> differences) {
        return differences.stream()
                .map(each -> new Figure(each.getName().intern(), each.getValue(), each.getLow(), each.getHigh()))
                .toList();
    }

    boolean hasInterval() {
        return Double.isFinite(low) && Double.isFinite(high);
    }
}
