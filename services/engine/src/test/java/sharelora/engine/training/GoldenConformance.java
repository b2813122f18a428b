package sharelora.engine.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sharelora.engine.adapter.AdapterSpec;
import sharelora.engine.adapter.Layout;
import sharelora.engine.adapter.Method;
import sharelora.engine.model.BaseModel;
import sharelora.engine.model.Classifier;
import sharelora.engine.model.Pass;
import sharelora.engine.ops.Engine;
import sharelora.engine.ops.Flat;
import sharelora.engine.ops.Ops;
import sharelora.engine.ops.Parameter;
import sharelora.engine.ops.Sequences;
import sharelora.engine.ops.Tensor;
import sharelora.engine.ops.Worker;

/** Against what PyTorch with PEFT and tied matrices computes; {@code infra/golden/make_golden.py} wrote it down. */
abstract class GoldenConformance {

    private static final List<String> LABELS = List.of("a", "b", "c");

    private Engine engine;
    private BaseModel base;
    private JsonNode golden;

    /** A new engine, closed after the test. */
    abstract Engine engine();

    @BeforeEach
    void open() throws IOException, URISyntaxException {
        Path folder = Path.of(GoldenConformance.class.getResource("/golden").toURI());
        golden = new ObjectMapper().readTree(folder.resolve("golden.json").toFile());
        engine = engine();
        base = BaseModel.open(engine, folder.resolve("base"));
    }

    @AfterEach
    void close() {
        base.close();
        engine.close();
    }

    @ParameterizedTest
    @EnumSource(Method.class)
    void logitsAreThoseOfPyTorch(Method method) {
        // Given
        TrainingState start = start(method);
        Layout layout = Layout.of(base.shape(), start.subject().adapter(), LABELS.size());
        Classifier classifier =
                new Classifier(base, layout.adapter(), layout.headWeight(), layout.headBias(), Head.MEAN.scale());
        PackedBatch batch = batch(0);
        Flat values = engine.flat(layout.size());
        values.write(0, start.values());
        try (Worker worker = engine.worker(values)) {
            Ops ops = worker.evaluate();
            // When
            Tensor logits = classifier.logits(Pass.plain(ops, Sequences.of(batch.tokenIds(), batch.starts())));
            // Then
            double[] expected = numbers(golden.get("methods").get(method.id()).get("logits"));
            float[] found = ops.read(logits);
            assertThat(found).hasSameSizeAs(expected);
            for (int i = 0; i < expected.length; i++) {
                assertThat((double) found[i]).isCloseTo(expected[i], within(1e-4));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Method.class)
    void lossAndEveryGradientAreThoseOfPyTorch(Method method) {
        // Given
        JsonNode expected = golden.get("methods").get(method.id());
        PackedBatch batch = batch(0);
        try (Trained trained = Trained.of(base, start(method), 1)) {
            // When
            double loss =
                    trained.differentiate(batch, subject(method).training(), 0).sum() / batch.records();
            // Then
            assertThat(loss).isCloseTo(expected.get("losses").get(0).doubleValue(), within(1e-4));
            assertThat(trained.layout().parameters()).hasSameSizeAs(iterable(expected.get("gradients")));
            for (Parameter parameter : trained.layout().parameters()) {
                double[] gradient = numbers(expected.get("gradients").get(parameter.name()));
                double[] found = new double[parameter.size()];
                for (int i = 0; i < found.length; i++) {
                    found[i] = trained.gradient().get(parameter.offset() + i);
                }
                assertThat(distance(found, gradient)).as(parameter.name()).isLessThan(1e-3 * norm(gradient));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Method.class)
    void tenStepsLoseWhatTheyLoseInPyTorch(Method method) {
        // Given
        JsonNode expected = golden.get("methods").get(method.id()).get("losses");
        List<Double> losses = new ArrayList<>();
        try (FineTuner tuner = FineTuner.resume(base, start(method), 2)) {
            // When
            for (int step = 0; step < expected.size(); step++) {
                PackedBatch batch = batch(step % golden.get("batches").size());
                losses.add(tuner.step(batch, LABELS, Jobs.consumed(step, batch.records()))
                        .loss());
            }
        }
        // Then
        for (int step = 0; step < losses.size(); step++) {
            assertThat(losses.get(step))
                    .as("loss of step " + step)
                    .isCloseTo(expected.get(step).doubleValue(), within(1e-3));
        }
        assertThat(losses.getLast()).isNotCloseTo(losses.getFirst(), within(1e-2));
    }

    private TrainingState start(Method method) {
        Subject subject = subject(method);
        Layout layout = Layout.of(base.shape(), subject.adapter(), LABELS.size());
        float[] values = new float[layout.size()];
        for (Parameter parameter : layout.parameters()) {
            double[] numbers =
                    numbers(golden.get("methods").get(method.id()).get("start").get(parameter.name()));
            for (int i = 0; i < numbers.length; i++) {
                values[parameter.offset() + i] = (float) numbers[i];
            }
        }
        return new TrainingState(subject, Progress.from(0), values, new float[values.length], new float[values.length]);
    }

    private Subject subject(Method method) {
        List<String> targets = new ArrayList<>();
        golden.get("targets").forEach(target -> targets.add(target.textValue()));
        AdapterSpec adapter = new AdapterSpec(
                method, golden.get("rank").intValue(), golden.get("alpha").doubleValue(), 0, targets);
        TrainingSpec training = new TrainingSpec(
                golden.get("learningRate").doubleValue(),
                "constant",
                0,
                golden.get("weightDecay").doubleValue(),
                golden.get("clipNorm").doubleValue(),
                7,
                2,
                false);
        return new Subject("tiny", "b".repeat(64), "c".repeat(64), adapter, Head.MEAN, training, LABELS);
    }

    private PackedBatch batch(int index) {
        JsonNode batch = golden.get("batches").get(index);
        return new PackedBatch(
                integers(batch.get("tokenIds")), integers(batch.get("starts")), integers(batch.get("targets")));
    }

    private static int[] integers(JsonNode array) {
        int[] numbers = new int[array.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = array.get(i).intValue();
        }
        return numbers;
    }

    private static double[] numbers(JsonNode array) {
        double[] numbers = new double[array.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = array.get(i).doubleValue();
        }
        return numbers;
    }

    private static double distance(double[] some, double[] others) {
        double[] difference = new double[others.length];
        for (int i = 0; i < difference.length; i++) {
            difference[i] = some[i] - others[i];
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

    private static List<String> iterable(JsonNode object) {
        List<String> names = new ArrayList<>();
        for (Iterator<String> fields = object.fieldNames(); fields.hasNext(); ) {
            names.add(fields.next());
        }
        return names;
    }
}
