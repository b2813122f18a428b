package sharelora.evaluator.gate;

import java.util.List;
import java.util.Optional;
import sharelora.schemas.Difference;
import sharelora.schemas.MetricName;

/** How much better a candidate is than the checkpoint it is compared with. Above 0 is better, whatever the metric. */
record Improvement(double value, double low, double high) {

    /** The improvement in that metric; empty if it was not measured. */
    static Optional<Improvement> of(String metric, List<Difference> differences) {
        return differences.stream()
                .filter(each -> each.getName().equals(metric))
                .findFirst()
                .map(each -> moreIsBetter(metric)
                        ? new Improvement(each.getValue(), each.getLow(), each.getHigh())
                        : new Improvement(-each.getValue(), -each.getHigh(), -each.getLow()));
    }

    private static boolean moreIsBetter(String metric) {
        return MetricName.of(metric).map(MetricName::moreIsBetter).orElse(true);
    }
}
