package sharelora.engine.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import sharelora.engine.Engines;
import sharelora.engine.adapter.Layout;
import sharelora.engine.adapter.lowrank.LowRankMethod;
import sharelora.engine.adapter.lowrank.LowRankSpec;
import sharelora.engine.adapter.lowrank.Variant;
import sharelora.engine.batch.PackedBatch;
import sharelora.engine.batch.Task;
import sharelora.engine.head.HeadSpec;
import sharelora.engine.model.BaseModel;
import sharelora.engine.ops.Engine;
import sharelora.engine.ops.Parameter;

/** Variants against what PyTorch and PEFT compute; {@code infra/golden/make_variants.py} wrote it down. */
class VariantGoldenTest {

    private static final List<String> LABELS = List.of("a", "b", "c");

    static Stream<Arguments> variants() {
        return Stream.of("rankStabilized", "rateRatioB", "frozenA", "all")
                .flatMap(name -> Stream.of(
                        Arguments.of(name, "fused", Engines.fused()),
                        Arguments.of(name, "reference", Engines.reference(DataType.DOUBLE))));
    }

    @ParameterizedTest(name = "{0} on the {1} engine")
    @MethodSource("variants")
    void everyGradientAndTenStepsAreThoseOfPyTorch(String name, String kind, Engine engine) throws Exception {
        // Given
        JsonNode golden = new ObjectMapper()
                .readTree(Golden.folder("bert").resolve("variants.json").toFile());
        JsonNode expected = golden.get("variants").get(name);
        List<Double> losses = new ArrayList<>();
        try (engine;
                BaseModel base = BaseModel.open(engine, Golden.folder("bert").resolve("base"))) {
            TrainingState start = start(base, expected);
            try (TrainableModel trained = TrainableModel.of(base, start, 1);
                    FineTuner tuner = FineTuner.resume(base, start, 2)) {
                // When
                trained.differentiate(batch(golden, 0), start.subject().training(), 0);
                for (int step = 0; step < expected.get("losses").size(); step++) {
                    PackedBatch batch = batch(golden, step);
                    losses.add(tuner.step(batch, LABELS, Jobs.consumed(step, batch.records()))
                            .loss());
                }
                // Then
                assertThat(trained.layout().parameters())
                        .extracting(Parameter::name)
                        .containsExactlyInAnyOrderElementsOf(names(expected.get("gradients")));
                for (Parameter parameter : trained.layout().parameters()) {
                    double[] gradient = numbers(expected.get("gradients").get(parameter.name()));
                    assertThat(distance(trained, parameter, gradient))
                            .as(parameter.name())
                            .isLessThan(1e-3 * norm(gradient));
                }
            }
        }
        for (int step = 0; step < losses.size(); step++) {
            double loss = expected.get("losses").get(step).doubleValue();
            assertThat(losses.get(step))
                    .as(kind + "'s loss of step " + step)
                    .isCloseTo(loss, within(1e-3 * (1 + loss)));
        }
        assertThat(losses.getLast()).isNotCloseTo(losses.getFirst(), within(1e-2));
    }

    private static TrainingState start(BaseModel base, JsonNode json) {
        LowRankSpec adapter = new LowRankSpec(
                        LowRankMethod.of(json.get("method").textValue()),
                        3,
                        6,
                        0,
                        List.of("query", "key", "value", "output", "up", "down"))
                .as(new Variant(
                        json.has("rankStabilized"),
                        json.has("rateRatioB") ? json.get("rateRatioB").doubleValue() : 1,
                        json.has("frozenA")));
        FineTuneSpec subject = new FineTuneSpec(
                "tiny",
                "b".repeat(64),
                "c".repeat(64),
                Task.CLASSIFICATION,
                adapter,
                HeadSpec.MEAN,
                new TrainingSpec(1e-2, Schedule.constant(0), 0.01, 1, 7, 2, false),
                LABELS);
        Layout layout = subject.layout(base.shape());
        float[] values = new float[layout.size()];
        Stream.concat(layout.parameters().stream(), layout.adapterParameters().stream())
                .forEach(parameter -> {
                    double[] numbers = numbers(json.get("start").get(parameter.name()));
                    for (int i = 0; i < numbers.length; i++) {
                        values[parameter.offset() + i] = (float) numbers[i];
                    }
                });
        int trained = layout.trainedSize();
        return new TrainingState(subject, Progress.from(0), values, new float[trained], new float[trained]);
    }

    private static double distance(TrainableModel trained, Parameter parameter, double[] expected) {
        double[] difference = new double[parameter.size()];
        for (int i = 0; i < difference.length; i++) {
            difference[i] = trained.gradient().get(parameter.offset() + i) - expected[i];
        }
        return norm(difference);
    }

    private static double norm(double[] numbers) {
        double sum = 0;
        for (double number : numbers) {
            sum += number * number;
        }
        return Math.sqrt(sum);
    }

    private static PackedBatch batch(JsonNode golden, int step) {
        JsonNode batch = golden.get("batches").get(step % golden.get("batches").size());
        return new PackedBatch(
                integers(batch.get("tokenIds")), integers(batch.get("starts")), integers(batch.get("targets")));
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static int[] integers(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .mapToInt(JsonNode::intValue)
                .toArray();
    }

    private static double[] numbers(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .mapToDouble(JsonNode::doubleValue)
                .toArray();
    }
}
