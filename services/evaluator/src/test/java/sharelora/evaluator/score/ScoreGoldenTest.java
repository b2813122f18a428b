package sharelora.evaluator.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import sharelora.models.suite.PairedAnswers;
import sharelora.schemas.Difference;
import sharelora.schemas.Metric;
import sharelora.schemas.MetricName;

/** Figures and intervals beside those of scipy, statsmodels and scikit-learn: {@code infra/golden/make_scores.py}. */
final class ScoreGoldenTest {

    private static final JsonNode GOLDEN = golden();

    @ParameterizedTest
    @MethodSource("wilson")
    void aProportionHasTheIntervalThatStatsmodelsGives(JsonNode row) {
        // When
        Interval interval = Interval.wilson(row.get(0).asInt(), row.get(1).asInt());

        // Then
        assertThat(interval.low()).isCloseTo(row.get(2).asDouble(), within(1e-12));
        assertThat(interval.high()).isCloseTo(row.get(3).asDouble(), within(1e-12));
    }

    @ParameterizedTest
    @MethodSource("mcnemar")
    void aPairOfCountsHasTheExactPThatStatsmodelsGives(JsonNode row) {
        // When
        double p = new McNemar(new PairedAnswers(row.get(0).asInt(), row.get(1).asInt(), 2_000_000)).p();

        // Then
        assertThat(p).isCloseTo(row.get(2).asDouble(), within(1e-9));
    }

    @ParameterizedTest
    @MethodSource("classification")
    void answersHaveTheFiguresThatScikitLearnGives(JsonNode row) {
        // When
        int[] targets = ints(row.get("targets"));
        double[] losses = doubles(row.get("losses"));
        List<Metric> metrics = ClassificationMetrics.of(
                targets,
                new SubjectPredictions(ints(row.get("answers")), losses),
                Arrays.stream(losses).sum());

        // Then
        assertValue(metrics, MetricName.MACRO_F1, row.get("macroF1"));
        assertValue(metrics, MetricName.MCC, row.get("mcc"));
        assertInterval(metrics, MetricName.MCC, row.get("mccInterval"));
        assertValue(metrics, MetricName.LOSS, row.get("loss"));
        assertInterval(metrics, MetricName.LOSS, row.get("lossInterval"));
    }

    @ParameterizedTest
    @MethodSource("regression")
    void numbersHaveTheFiguresThatScipyGives(JsonNode row) {
        // When
        List<Metric> metrics = RegressionMetrics.metrics(doubles(row.get("scores")), doubles(row.get("values")));

        // Then
        assertValue(metrics, MetricName.PEARSON, row.get("pearson"));
        assertValue(metrics, MetricName.SPEARMAN, row.get("spearman"));
        assertValue(metrics, MetricName.MSE, row.get("mse"));
        assertInterval(metrics, MetricName.MSE, row.get("mseInterval"));
    }

    @ParameterizedTest
    @MethodSource("paired")
    void twoSubjectsHaveTheDifferencesThatScikitLearnGives(JsonNode row) {
        // When
        List<Difference> differences = PairedDifferences.of(
                ints(row.get("targets")),
                new SubjectPredictions(ints(row.get("ours")), doubles(row.get("ourLosses"))),
                new SubjectPredictions(ints(row.get("theirs")), doubles(row.get("theirLosses"))));

        // Then
        assertDifference(differences.get(1), MetricName.MACRO_F1, row, "macroF1");
        assertDifference(differences.get(2), MetricName.MCC, row, "mcc");
        assertDifference(differences.get(3), MetricName.LOSS, row, "loss");
    }

    @ParameterizedTest
    @MethodSource("generation")
    void tokensThatWereSaidHaveTheFiguresThatNumpyGives(JsonNode row) {
        // When
        int[] asked = ints(row.get("asked"));
        GenerationMetrics.Said said = new GenerationMetrics.Said(ints(row.get("said")), doubles(row.get("losses")));
        List<Metric> metrics = GenerationMetrics.metrics(asked, said);

        // Then
        assertValue(metrics, MetricName.PERPLEXITY, row.get("perplexity"));
        assertInterval(metrics, MetricName.PERPLEXITY, row.get("perplexityInterval"));
        assertValue(metrics, MetricName.TOKEN_ACCURACY, row.get("tokenAccuracy"));
        assertInterval(metrics, MetricName.TOKEN_ACCURACY, row.get("tokenAccuracyInterval"));
        assertValue(metrics, MetricName.LOSS, row.get("loss"));
        assertInterval(metrics, MetricName.LOSS, row.get("lossInterval"));
        assertValue(metrics, MetricName.EXACT, row.get("exact"));
        assertInterval(metrics, MetricName.EXACT, row.get("exactInterval"));
    }

    @ParameterizedTest
    @MethodSource("confusion")
    void aMillionRecordsHaveTheFiguresThatScikitLearnGives(JsonNode row) {
        // When
        JsonNode rows = row.get("counts");
        int[] counts = StreamSupport.stream(rows.spliterator(), false)
                .flatMapToInt(cells -> Arrays.stream(ints(cells)))
                .toArray();
        ConfusionMatrix confusion = new ConfusionMatrix(rows.size(), counts);

        // Then
        assertThat(confusion.macroF1()).isCloseTo(row.get("macroF1").asDouble(), within(1e-12));
        assertThat(confusion.mcc()).isCloseTo(row.get("mcc").asDouble(), within(1e-12));
    }

    private static void assertDifference(Difference difference, MetricName name, JsonNode row, String part) {
        assertThat(difference.getName()).isEqualTo(name.id());
        assertThat(difference.getMethod()).isEqualTo("paired-bootstrap");
        assertThat(difference.getP()).isNull();
        assertThat(difference.getValue()).as(part).isCloseTo(row.get(part).asDouble(), within(1e-12));
        JsonNode interval = row.get(part + "Interval");
        assertThat(difference.getLow()).as(part).isCloseTo(interval.get(0).asDouble(), within(1e-12));
        assertThat(difference.getHigh()).as(part).isCloseTo(interval.get(1).asDouble(), within(1e-12));
    }

    private static void assertValue(List<Metric> metrics, MetricName name, JsonNode expected) {
        // Eight numbers at 1e8 cost Commons Math ten digits of sixteen.
        assertThat(metric(metrics, name).getValue()).as(name.id()).isCloseTo(expected.asDouble(), within(1e-9));
    }

    private static void assertInterval(List<Metric> metrics, MetricName name, JsonNode expected) {
        Metric metric = metric(metrics, name);
        assertThat(metric.getLow()).as(name.id()).isCloseTo(expected.get(0).asDouble(), within(1e-12));
        assertThat(metric.getHigh()).as(name.id()).isCloseTo(expected.get(1).asDouble(), within(1e-12));
    }

    private static Metric metric(List<Metric> metrics, MetricName name) {
        return metrics.stream()
                .filter(metric -> metric.getName().equals(name.id()))
                .findFirst()
                .orElseThrow();
    }

    static Stream<Named<JsonNode>> wilson() {
        return rows("wilson");
    }

    static Stream<Named<JsonNode>> mcnemar() {
        return rows("mcnemar");
    }

    static Stream<Named<JsonNode>> classification() {
        return rows("classification");
    }

    static Stream<Named<JsonNode>> paired() {
        return rows("paired");
    }

    static Stream<Named<JsonNode>> generation() {
        return rows("generation");
    }

    static Stream<Named<JsonNode>> confusion() {
        return rows("confusion");
    }

    static Stream<Named<JsonNode>> regression() {
        return rows("regression");
    }

    private static Stream<Named<JsonNode>> rows(String part) {
        return StreamSupport.stream(GOLDEN.get(part).spliterator(), false)
                .map(row -> Named.of(
                        row.isArray()
                                ? row.get(0) + ", " + row.get(1)
                                : row.get("name").asText(),
                        row));
    }

    private static int[] ints(JsonNode numbers) {
        return StreamSupport.stream(numbers.spliterator(), false)
                .mapToInt(JsonNode::asInt)
                .toArray();
    }

    private static double[] doubles(JsonNode numbers) {
        return StreamSupport.stream(numbers.spliterator(), false)
                .mapToDouble(JsonNode::asDouble)
                .toArray();
    }

    private static JsonNode golden() {
        try (InputStream file = ScoreGoldenTest.class.getResourceAsStream("/golden/scores.json")) {
            return new ObjectMapper().readTree(file);
        } catch (IOException e) {
            throw new AssertionError("the golden numbers lie beside this test", e);
        }
    }
}
