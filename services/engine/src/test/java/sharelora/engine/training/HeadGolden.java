package sharelora.engine.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import org.nd4j.linalg.api.buffer.DataType;
import sharelora.engine.Engines;
import sharelora.engine.adapter.Layout;
import sharelora.engine.adapter.lowrank.LowRankMethod;
import sharelora.engine.adapter.lowrank.LowRankSpec;
import sharelora.engine.batch.PackedBatch;
import sharelora.engine.batch.Targets;
import sharelora.engine.batch.Task;
import sharelora.engine.head.HeadSpec;
import sharelora.engine.model.BaseModel;
import sharelora.engine.ops.Engine;
import sharelora.engine.ops.Parameter;

/**
 * What PyTorch with PEFT made of a head on the tiny BERT, step by step, and the assertions that we come to the same.
 *
 * @param golden losses of the steps, gradients of the first one, and what both began with
 * @param labels none where the task has none
 * @param targets of a batch, out of its JSON
 */
record HeadGolden(JsonNode golden, Task task, HeadSpec head, List<String> labels, Function<JsonNode, Targets> targets) {

    static JsonNode read(String name) {
        try {
            return new ObjectMapper().readTree(HeadGolden.class.getResourceAsStream("/golden/" + name));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static BaseModel base(Engine engine) {
        return BaseModel.open(engine, Golden.folder("bert").resolve("base"));
    }

    void assertFirstGradients(boolean fused) {
        try (Engine engine = fused ? Engines.fused() : Engines.reference(DataType.FLOAT);
                BaseModel base = base(engine);
                TrainableModel trained = TrainableModel.of(base, start(base), 1)) {
            PackedBatch batch = batch(0);
            double loss = trained.differentiate(batch, subject().training(), 0).sum() / batch.records();
            double expected = golden.get("losses").get(0).doubleValue();
            assertThat(loss).isCloseTo(expected, within(1e-4 * expected));
            for (Parameter parameter : trained.layout().parameters()) {
                assertGradient(trained, parameter);
            }
        }
    }

    private void assertGradient(TrainableModel trained, Parameter parameter) {
        double[] gradient = numbers("gradients", parameter.name());
        double distance = 0;
        double norm = 0;
        for (int i = 0; i < gradient.length; i++) {
            double error = trained.gradient().get(parameter.offset() + i) - gradient[i];
            distance += error * error;
            norm += gradient[i] * gradient[i];
        }
        assertThat(Math.sqrt(distance)).as(parameter.name()).isLessThan(1e-3 * Math.sqrt(norm));
    }

    void assertLossesOfAllSteps() {
        double[] expected = Golden.numbers(golden.get("losses"));
        assertThat(expected).hasSize(10);
        try (Engine engine = Engines.fused();
                BaseModel base = base(engine);
                FineTuner tuner = FineTuner.resume(base, start(base), 2)) {
            for (int step = 0; step < expected.length; step++) {
                PackedBatch batch = batch(step % 2);
                StepResult result = tuner.step(batch, labels, Jobs.consumed(step, batch.records()));
                assertThat(result.loss()).as("step " + step).isCloseTo(expected[step], within(1e-3 * expected[step]));
            }
        }
    }

    TrainingState start(BaseModel base) {
        Layout layout = subject().layout(base.shape());
        float[] values = new float[layout.size()];
        for (Parameter parameter : layout.parameters()) {
            double[] numbers = numbers("start", parameter.name());
            for (int i = 0; i < numbers.length; i++) {
                values[parameter.offset() + i] = (float) numbers[i];
            }
        }
        return new TrainingState(
                subject(), Progress.from(0), values, new float[values.length], new float[values.length]);
    }

    private FineTuneSpec subject() {
        LowRankSpec adapter = new LowRankSpec(
                LowRankMethod.LORA,
                golden.get("rank").intValue(),
                golden.get("alpha").doubleValue(),
                0,
                List.of("query", "value"));
        TrainingSpec training = new TrainingSpec(
                golden.get("learningRate").doubleValue(),
                Schedule.constant(0),
                golden.get("weightDecay").doubleValue(),
                golden.get("clipNorm").doubleValue(),
                7,
                2,
                false);
        return new FineTuneSpec("tiny", "b".repeat(64), "c".repeat(64), task, adapter, head, training, labels);
    }

    PackedBatch batch(int index) {
        JsonNode batch = golden.get("batches").get(index);
        return PackedBatch.ofPairs(
                Golden.integers(batch.get("tokenIds")),
                Golden.integers(batch.get("starts")),
                Golden.integers(batch.get("pairStarts")),
                targets.apply(batch));
    }

    private double[] numbers(String what, String parameter) {
        return Golden.numbers(golden.get(what).get(parameter));
    }
}
