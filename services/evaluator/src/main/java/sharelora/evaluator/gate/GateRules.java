package sharelora.evaluator.gate;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import sharelora.schemas.EvalResult;
import sharelora.schemas.EvalStatus;
import sharelora.schemas.Gate;
import sharelora.schemas.GateKind;
import sharelora.schemas.GateRule;
import sharelora.schemas.RuleKind;
import sharelora.schemas.RuleOutcome;

/**
 * Applies the rules of a gate to measured results. The paired interval decides, not the point estimate, so that noise
 * promotes nothing.
 */
final class GateRules {

    private GateRules() {}

    /** Whether there is a result of every suite that the gate asks for. */
    static boolean canBeJudged(Gate gate, Map<String, EvalResult> bySuite) {
        return gate.getRules().stream().allMatch(rule -> bySuite.containsKey(rule.getSuite()));
    }

    /**
     * The outcome of each rule. A rule whose suite was not measured completely did not hold.
     *
     * @param bySuite the candidate's results by suite; they are compared with step 0 if there is no incumbent
     */
    static List<RuleOutcome> outcomes(Gate gate, Map<String, EvalResult> bySuite) {
        return gate.getRules().stream()
                .map(rule -> outcome(rule, bySuite.get(rule.getSuite())))
                .toList();
    }

    private static RuleOutcome outcome(GateRule rule, EvalResult result) {
        boolean rise = rule.getKind() == GateKind.RISE;
        double threshold = rise ? 0 : -rule.getEpsilon();
        Optional<Improvement> found = improvement(rule.getMetric(), result);
        return RuleOutcome.newBuilder()
                .setSuite(rule.getSuite())
                .setMetric(rule.getMetric())
                .setKind(rise ? RuleKind.RISE : RuleKind.HOLD)
                .setThreshold(threshold)
                .setImprovement(found.map(Improvement::value).orElse(null))
                .setLow(found.map(Improvement::low).orElse(null))
                .setHigh(found.map(Improvement::high).orElse(null))
                .setHeld(found.filter(each -> rise ? each.low() > threshold : each.low() >= threshold)
                        .isPresent())
                .build();
    }

    private static Optional<Improvement> improvement(String metric, EvalResult result) {
        if (result.getStatus() != EvalStatus.COMPLETE) {
            return Optional.empty();
        }
        return Improvement.of(
                metric, result.getIncumbentId() == null ? result.getStepZeroDifferences() : result.getDifferences());
    }

    /** The outcome in words: the rules that did not hold, or that all held. */
    static String reason(List<RuleOutcome> outcomes) {
        List<RuleOutcome> broken =
                outcomes.stream().filter(each -> !each.getHeld()).toList();
        return broken.isEmpty()
                ? "all " + outcomes.size() + " rules held"
                : broken.stream().map(GateRules::words).collect(Collectors.joining("; "));
    }

    private static String words(RuleOutcome outcome) {
        String what = outcome.getSuite() + "/" + outcome.getMetric();
        if (outcome.getLow() == null) {
            return what + " was not measured completely";
        }
        String expected = outcome.getKind() == RuleKind.RISE ? "above " : "at least ";
        return "%s improves by at least %.4f, expected %s%.4f"
                .formatted(what, outcome.getLow(), expected, outcome.getThreshold() + 0.0);
    }
}
