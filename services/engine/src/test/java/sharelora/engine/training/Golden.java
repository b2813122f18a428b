package sharelora.engine.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import sharelora.engine.adapter.Layout;
import sharelora.engine.adapter.lowrank.LowRankMethod;
import sharelora.engine.adapter.lowrank.LowRankSpec;
import sharelora.engine.batch.PackedBatch;
import sharelora.engine.batch.Task;
import sharelora.engine.head.HeadSpec;
import sharelora.engine.model.BaseModel;
import sharelora.engine.ops.Engine;
import sharelora.engine.ops.Parameter;
import sharelora.engine.ops.Sequences;

/** A tiny model of one family and what {@code infra/golden/make_golden.py} wrote down of it. */
final class Golden implements AutoCloseable {

    static final List<String> FAMILIES = List.of("bert", "roberta", "gpt2", "llama");

    static final List<String> LABELS = List.of("a", "b", "c");

    private final BaseModel base;
    private final JsonNode json;

    private Golden(BaseModel base, JsonNode json) {
        this.base = base;
        this.json = json;
    }

    static Golden open(Engine engine, String family) {
        try {
            JsonNode json = new ObjectMapper()
                    .readTree(folder(family).resolve("golden.json").toFile());
            return new Golden(BaseModel.open(engine, folder(family).resolve("base")), json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where the family's files are. */
    static Path folder(String family) {
        try {
            return Path.of(Golden.class.getResource("/golden/" + family).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    BaseModel base() {
        return base;
    }

    double[] logits(LowRankMethod method) {
        return numbers(of(method).get("logits"));
    }

    double[] losses(LowRankMethod method) {
        return numbers(of(method).get("losses"));
    }

    List<String> parameters(LowRankMethod method) {
        List<String> names = new ArrayList<>();
        of(method).get("gradients").fieldNames().forEachRemaining(names::add);
        return names;
    }

    double[] gradient(LowRankMethod method, String parameter) {
        return numbers(of(method).get("gradients").get(parameter));
    }

    TrainingState start(LowRankMethod method) {
        FineTuneSpec subject = subject(method);
        Layout layout = layout(method);
        float[] values = new float[layout.size()];
        for (Parameter parameter : layout.parameters()) {
            double[] numbers = numbers(of(method).get("start").get(parameter.name()));
            for (int i = 0; i < numbers.length; i++) {
                values[parameter.offset() + i] = (float) numbers[i];
            }
        }
        return new TrainingState(subject, Progress.from(0), values, new float[values.length], new float[values.length]);
    }

    Layout layout(LowRankMethod method) {
        return subject(method).layout(base.shape());
    }

    FineTuneSpec subject(LowRankMethod method) {
        List<String> targets = StreamSupport.stream(json.get("targets").spliterator(), false)
                .map(JsonNode::textValue)
                .toList();
        LowRankSpec adapter = new LowRankSpec(
                method, json.get("rank").intValue(), json.get("alpha").doubleValue(), 0, targets);
        TrainingSpec training = new TrainingSpec(
                json.get("learningRate").doubleValue(),
                Schedule.constant(0),
                json.get("weightDecay").doubleValue(),
                json.get("clipNorm").doubleValue(),
                7,
                2,
                false);
        return new FineTuneSpec(
                "tiny", "b".repeat(64), "c".repeat(64), Task.CLASSIFICATION, adapter, HeadSpec.MEAN, training, LABELS);
    }

    /** The batch of that step. */
    PackedBatch batch(int step) {
        JsonNode batch = json.get("batches").get(step % json.get("batches").size());
        return new PackedBatch(
                integers(batch.get("tokenIds")), integers(batch.get("starts")), integers(batch.get("targets")));
    }

    GoldenGeneration generation(LowRankMethod method) {
        return new GoldenGeneration(of(method).get("generation"));
    }

    double smoothing() {
        return json.get("smoothing").doubleValue();
    }

    double learningRate() {
        return json.get("learningRate").doubleValue();
    }

    double weightDecay() {
        return json.get("weightDecay").doubleValue();
    }

    double clipNorm() {
        return json.get("clipNorm").doubleValue();
    }

    /** Tokens of each text's prompt. */
    int[] promptLengths(int step) {
        JsonNode prompts = json.get("prompts");
        return integers(prompts.get(step % prompts.size()));
    }

    /** The step's records that have at least two tokens. */
    Sequences texts(int step) {
        PackedBatch batch = batch(step);
        List<int[]> texts = new ArrayList<>();
        for (int i = 0; i < batch.records(); i++) {
            if (batch.length(i) > 1) {
                texts.add(Arrays.copyOfRange(batch.tokenIds(), batch.starts()[i], batch.starts()[i + 1]));
            }
        }
        int[] starts = new int[texts.size() + 1];
        for (int i = 0; i < texts.size(); i++) {
            starts[i + 1] = starts[i] + texts.get(i).length;
        }
        return Sequences.of(texts.stream().flatMapToInt(Arrays::stream).toArray(), starts);
    }

    /** The prompts of the first step's texts. */
    List<int[]> prompts() {
        Sequences texts = texts(0);
        int[] lengths = promptLengths(0);
        return IntStream.range(0, texts.count())
                .mapToObj(i -> Arrays.copyOfRange(texts.tokenIds(), texts.starts()[i], texts.starts()[i] + lengths[i]))
                .toList();
    }

    private JsonNode of(LowRankMethod method) {
        return json.get("methods").get(method.id());
    }

    static int[] integers(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .mapToInt(JsonNode::intValue)
                .toArray();
    }

    static double[] numbers(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .mapToDouble(JsonNode::doubleValue)
                .toArray();
    }

    @Override
    public void close() {
        base.close();
    }
}
