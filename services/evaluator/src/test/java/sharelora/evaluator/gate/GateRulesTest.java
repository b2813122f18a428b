package sharelora.evaluator.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sharelora.schemas.Difference;
import sharelora.schemas.EvalResult;
import sharelora.schemas.EvalStatus;
import sharelora.schemas.Gate;
import sharelora.schemas.GateKind;
import sharelora.schemas.GateRule;
import sharelora.schemas.RuleKind;
import sharelora.schemas.RuleOutcome;

class GateRulesTest {

    private static final String INCUMBENT = "incumbent";

    @ParameterizedTest
    @CsvSource({"-0.001, false", "0, false", "0.001, true"})
    void aRiseNeedsAnIntervalThatLiesAboveZero(double low, boolean held) {
        // When
        RuleOutcome outcome = outcome(GateKind.RISE, 0.05, difference("accuracy", 0.02, low, 0.04));

        // Then
        assertThat(outcome.getHeld()).isEqualTo(held);
        assertThat(outcome.getKind()).isEqualTo(RuleKind.RISE);
        assertThat(outcome.getThreshold()).isZero();
        assertThat(outcome.getSuite()).isEqualTo("holdout");
        assertThat(outcome.getMetric()).isEqualTo("accuracy");
    }

    @ParameterizedTest
    @CsvSource({"-0.051, false", "-0.05, true", "0, true"})
    void aHoldAllowsALossUpToItsEpsilonAndNoMore(double low, boolean held) {
        // When
        RuleOutcome outcome = outcome(GateKind.HOLD, 0.05, difference("accuracy", 0.02, low, 0.04));

        // Then
        assertThat(outcome.getHeld()).isEqualTo(held);
        assertThat(outcome.getKind()).isEqualTo(RuleKind.HOLD);
        assertThat(outcome.getThreshold()).isEqualTo(-0.05);
    }

    @Test
    void aCandidateIsComparedWithStepZeroOnlyWhereNothingIsPromoted() {
        // Given
        Difference besideIncumbent = difference("accuracy", -0.2, -0.3, -0.1);
        Difference besideStepZero = difference("accuracy", 0.2, 0.1, 0.3);
        EvalResult.Builder result = complete("holdout")
                .setDifferences(List.of(besideIncumbent))
                .setStepZeroDifferences(List.of(besideStepZero));

        // When
        RuleOutcome with = GateRules.outcomes(
                        gate(rule("holdout", "accuracy", GateKind.RISE)),
                        Map.of("holdout", result.setIncumbentId(INCUMBENT).build()))
                .getFirst();
        RuleOutcome without = GateRules.outcomes(
                        gate(rule("holdout", "accuracy", GateKind.RISE)),
                        Map.of("holdout", result.setIncumbentId(null).build()))
                .getFirst();

        // Then
        assertThat(with.getLow()).isEqualTo(-0.3);
        assertThat(with.getHeld()).isFalse();
        assertThat(without.getLow()).isEqualTo(0.1);
        assertThat(without.getHeld()).isTrue();
    }

    @Test
    void aMetricWithoutANameOfOursIsBetterWhereThereIsMoreOfIt() {
        // When
        RuleOutcome outcome = outcome(GateKind.RISE, 0, "recall-at-5", difference("recall-at-5", 0.03, 0.01, 0.05));

        // Then
        assertThat(List.of(outcome.getImprovement(), outcome.getLow(), outcome.getHigh()))
                .containsExactly(0.03, 0.01, 0.05);
        assertThat(outcome.getHeld()).isTrue();
    }

    @Test
    void aMetricThatWasNotComparedDoesNotHold() {
        // When
        RuleOutcome outcome = outcome(GateKind.HOLD, 1, "mcc", difference("accuracy", 0.03, 0.01, 0.05));

        // Then
        assertThat(outcome.getHeld()).isFalse();
        assertThat(outcome.getImprovement()).isNull();
        assertThat(outcome.getHigh()).isNull();
        assertThat(GateRules.reason(List.of(outcome))).isEqualTo("holdout/mcc was not measured completely");
    }

    @Test
    void theReasonNamesEachRuleThatDidNotHoldAndNoOther() {
        // Given
        List<RuleOutcome> outcomes = List.of(
                outcome(GateKind.RISE, 0, difference("accuracy", 0.02, -0.01, 0.05)),
                outcome(GateKind.RISE, 0, "mcc", difference("mcc", 0.02, 0.01, 0.03)),
                outcome(GateKind.HOLD, 0.05, "loss", difference("loss", 0.06, 0.04, 0.08)));

        // When
        String reason = GateRules.reason(outcomes);

        // Then
        assertThat(reason)
                .isEqualTo("holdout/accuracy improves by at least -0.0100, expected above 0.0000; "
                        + "holdout/loss improves by at least -0.0800, expected at least -0.0500");
    }

    @Test
    void aGateCanBeJudgedOnceEverySuiteOfItsRulesIsThere() {
        // Given
        Gate gate = gate(rule("holdout", "accuracy", GateKind.RISE), rule("golden", "accuracy", GateKind.HOLD));
        EvalResult result = complete("holdout").build();

        // When / Then
        assertThat(GateRules.canBeJudged(gate, Map.of("holdout", result))).isFalse();
        assertThat(GateRules.canBeJudged(gate, Map.of("holdout", result, "golden", result)))
                .isTrue();
    }

    private static RuleOutcome outcome(GateKind kind, double epsilon, Difference difference) {
        return outcome(kind, epsilon, "accuracy", difference);
    }

    private static RuleOutcome outcome(GateKind kind, double epsilon, String metric, Difference difference) {
        EvalResult result = complete("holdout")
                .setIncumbentId(INCUMBENT)
                .setDifferences(List.of(difference))
                .build();
        return GateRules.outcomes(gate(new GateRule("holdout", metric, kind, epsilon)), Map.of("holdout", result))
                .getFirst();
    }

    private static Gate gate(GateRule... rules) {
        return new Gate(List.of(rules));
    }

    private static GateRule rule(String suite, String metric, GateKind kind) {
        return new GateRule(suite, metric, kind, 0.0);
    }

    private static Difference difference(String name, double value, double low, double high) {
        return new Difference(name, value, low, high, 40, "paired-bootstrap", null);
    }

    private static EvalResult.Builder complete(String suite) {
        return PromotionGateTest.draft(10).setSuite(suite).setStatus(EvalStatus.COMPLETE);
    }
}
