package sharelora.engine.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import sharelora.engine.adapter.Layout;
import sharelora.engine.adapter.lowrank.LowRankMethod;
import sharelora.engine.adapter.lowrank.LowRankSpec;
import sharelora.engine.batch.PackedBatch;
import sharelora.engine.batch.Targets;
import sharelora.engine.batch.Task;
import sharelora.engine.head.HeadSpec;
import sharelora.engine.model.BaseModel;
import sharelora.engine.ops.Parameter;

/** What {@code infra/golden/make_heads.py} wrote down of one family's stock head in one task. */
record StockGolden(String family, Task task, JsonNode json) {

    static StockGolden of(String family, Task task) {
        try {
            Path file = Golden.folder("heads").resolve(family + ".json");
            return new StockGolden(family, task, new ObjectMapper().readTree(file.toFile()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** BERT's has a pooler. */
    static Path base(String family) {
        return Golden.folder(family.equals("bert") ? "heads/bert" : family).resolve("base");
    }

    double[] outputs() {
        return Golden.numbers(of().get("logits"));
    }

    double[] losses() {
        return Golden.numbers(of().get("losses"));
    }

    double[] gradient(String parameter) {
        return Golden.numbers(of().get("gradients").get(parameter));
    }

    List<String> parameters() {
        List<String> names = new ArrayList<>();
        of().get("gradients").fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** Where PEFT wrote an adapter with a head of three classes, and what that says of the first batch. */
    static Path peft(String family) {
        return Golden.folder("heads/" + family).resolve("peft");
    }

    double[] imported() {
        return Golden.numbers(json.get("imported"));
    }

    List<String> labels() {
        return task == Task.CLASSIFICATION ? Golden.LABELS : List.of();
    }

    PackedBatch batch(int step) {
        JsonNode batch = json.get("batches").get(step % json.get("batches").size());
        return new PackedBatch(
                Golden.integers(batch.get("tokenIds")),
                Golden.integers(batch.get("starts")),
                task == Task.CLASSIFICATION
                        ? new Targets.Classes(Golden.integers(batch.get("targets")))
                        : new Targets.Scores(Golden.numbers(batch.get("scores"))));
    }

    FineTuneSpec subject() {
        List<String> targets = new ArrayList<>();
        json.get("targets").forEach(target -> targets.add(target.textValue()));
        TrainingSpec training = new TrainingSpec(
                json.get("learningRate").doubleValue(),
                Schedule.constant(0),
                json.get("weightDecay").doubleValue(),
                json.get("clipNorm").doubleValue(),
                7,
                2,
                false);
        LowRankSpec adapter = new LowRankSpec(
                LowRankMethod.of(of().get("method").textValue()),
                json.get("rank").intValue(),
                json.get("alpha").doubleValue(),
                0,
                targets);
        return new FineTuneSpec(
                "tiny", "b".repeat(64), "c".repeat(64), task, adapter, HeadSpec.STOCK, training, labels());
    }

    TrainingState start(BaseModel base) {
        Layout layout = subject().layout(base.shape());
        float[] values = new float[layout.size()];
        for (Parameter parameter : layout.parameters()) {
            double[] numbers = Golden.numbers(of().get("start").get(parameter.name()));
            for (int i = 0; i < numbers.length; i++) {
                values[parameter.offset() + i] = (float) numbers[i];
            }
        }
        return new TrainingState(
                subject(), Progress.from(0), values, new float[values.length], new float[values.length]);
    }

    private JsonNode of() {
        return json.get("tasks").get(task.id());
    }
}
