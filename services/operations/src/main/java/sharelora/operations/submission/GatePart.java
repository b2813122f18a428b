package sharelora.operations.submission;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import sharelora.operations.OperatorName;
import sharelora.schemas.Gate;
import sharelora.schemas.GateKind;
import sharelora.schemas.GateRule;
import sharelora.schemas.MetricName;

/**
 * The part of a job file that says when a checkpoint is promoted: {@code rise}, a list of metrics that must get better,
 * and {@code hold}, metrics with what they may lose. A metric is {@code METRIC} on the hold-out or {@code SUITE/METRIC}.
 */
final class GatePart {

    private static final String HOLDOUT = "holdout";
    private static final String EXPECTED = "a metric such as accuracy, or SUITE/METRIC; metrics: "
            + Arrays.stream(MetricName.values()).map(MetricName::id).collect(Collectors.joining(", "));

    private GatePart() {}

    static Optional<Gate> read(JobFileFields file) {
        boolean there = file.isObject("gate");
        JobFileFields fields = file.object("gate");
        if (!there) {
            return Optional.empty();
        }
        List<GateRule> rules = new ArrayList<>();
        fields.texts("rise", "a list of metrics", List.of())
                .forEach(name -> rules.add(rule(fields, "rise", name, GateKind.RISE, 0)));
        JobFileFields hold = fields.object("hold");
        for (String name : hold.names()) {
            double epsilon = hold.decimal(name, 0, value -> value >= 0, "a number from 0, what it may lose");
            rules.add(rule(fields, "hold", name, GateKind.HOLD, epsilon));
        }
        if (rules.isEmpty()) {
            fields.problem("rise", null, "at least one metric in rise or hold");
        }
        fields.end();
        return Optional.of(new Gate(rules));
    }

    private static GateRule rule(JobFileFields fields, String where, String name, GateKind kind, double epsilon) {
        int slash = name.indexOf('/');
        String suite = slash < 0 ? HOLDOUT : name.substring(0, slash);
        String metric = name.substring(slash + 1);
        if (MetricName.of(metric).isEmpty()
                || !OperatorName.PATTERN.matcher(suite).matches()) {
            fields.problem(where, name, EXPECTED);
        }
        return new GateRule(suite, metric, kind, epsilon);
    }
}
