package sharelora.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import sharelora.demo.data.JavadocSentences;
import sharelora.engine.EngineChoice;
import sharelora.engine.Engines;
import sharelora.engine.adapter.lowrank.LowRankMethod;
import sharelora.engine.adapter.lowrank.LowRankSpec;
import sharelora.engine.batch.PackedBatch;
import sharelora.engine.batch.Task;
import sharelora.engine.head.HeadSpec;
import sharelora.engine.model.BaseModel;
import sharelora.engine.ops.Arithmetic;
import sharelora.engine.ops.Engine;
import sharelora.engine.ops.Parameter;
import sharelora.engine.training.Consumed;
import sharelora.engine.training.FineTuneSpec;
import sharelora.engine.training.FineTuner;
import sharelora.engine.training.Progress;
import sharelora.engine.training.Schedule;
import sharelora.engine.training.TrainingSpec;
import sharelora.engine.training.TrainingState;
import sharelora.operations.Home;
import sharelora.operations.examples.LabelledText;
import sharelora.operations.modelstore.BaseModels;
import sharelora.platform.blobs.BlobFolder;
import sharelora.platform.blobs.BlobStore;
import sharelora.schemas.BlobNames;
import sharelora.text.TextTokenizer;

/**
 * The gradients of A and B on the demo's sentences, with a base in int8 beside one in float32, after twenty steps in
 * float32. {@code -Dgradients=true} runs it; a demo has to have downloaded its jars before. The base is MiniLM, or the
 * one in the folder {@code -Dgradients.base=DIR}.
 */
@EnabledIfSystemProperty(named = "gradients", matches = "true", disabledReason = "needs what the demo downloads")
class RealGradientTest {

    private static final int RECORDS = 32;
    private static final int STEPS = 20;
    private static final int COMPARED = 4;

    @TempDir
    private Path folder;

    private Path base;
    private List<PackedBatch> batches;
    private FineTuneSpec subject;

    @Test
    void aBaseInInt8LearnsWhereItLearnsInFloat32() {
        // Given
        read(Home.downloads());
        TrainingState learned = learned();
        List<Map<String, float[]>> expected = gradients(learned, Arithmetic.FLOAT32);

        // When
        List<Map<String, float[]>> all = gradients(learned, Arithmetic.of("int8", List.of(), 0));
        List<Map<String, float[]>> layers = gradients(learned, Arithmetic.of("int8", List.of("layers"), 0));
        List<Map<String, float[]>> outliers = gradients(learned, Arithmetic.of("int8", List.of(), 6));

        // Then
        tell("int8", all, expected);
        tell("int8, quantise: [layers]", layers, expected);
        tell("int8, outliers: 6.0", outliers, expected);
        for (String kind : List.of("A", "B")) {
            Closeness together = Closeness.of(all, expected, kind);
            assertThat(together.cosine()).as("cosine of " + kind).isGreaterThan(0.99);
            assertThat(together.length()).as("length of " + kind).isCloseTo(1, within(0.05));
        }
    }

    private void read(Path downloads) {
        base = Optional.ofNullable(System.getProperty("gradients.base"))
                .map(Path::of)
                .orElseGet(this::miniLm);
        List<LabelledText> texts = JavadocSentences.read(downloads, 7);
        List<String> labels = LabelledText.labels(texts);
        batches = new ArrayList<>();
        try (TextTokenizer tokenizer = TextTokenizer.open(base.resolve("tokenizer.json"), 64)) {
            for (int i = 0; i < STEPS + COMPARED; i++) {
                batches.add(packed(texts.subList(i * RECORDS, (i + 1) * RECORDS), labels, tokenizer));
            }
        }
        TrainingSpec training = new TrainingSpec(2e-3, Schedule.constant(20), 0.01, Float.MAX_VALUE, 7, 4, false);
        LowRankSpec adapter = new LowRankSpec(LowRankMethod.SHARE_A, 8, 16, 0, List.of("query", "value"));
        subject = new FineTuneSpec(
                "base", "b".repeat(64), "c".repeat(64), Task.CLASSIFICATION, adapter, HeadSpec.MEAN, training, labels);
    }

    private Path miniLm() {
        BlobStore blobs = BlobStore.open(folder.resolve("blobs").toUri());
        String sha256 = new BaseModels(blobs).importKnown(BaseModels.MINILM, BaseModels.MINILM);
        return BlobFolder.fetch(blobs, BlobNames.model(BaseModels.MINILM), sha256);
    }

    private static PackedBatch packed(List<LabelledText> texts, List<String> labels, TextTokenizer tokenizer) {
        int[] starts = new int[texts.size() + 1];
        int[] targets = new int[texts.size()];
        List<Integer> tokens = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            for (int token : tokenizer.encode(texts.get(i).text())) {
                tokens.add(token);
            }
            starts[i + 1] = tokens.size();
            targets[i] = labels.indexOf(texts.get(i).label());
        }
        return new PackedBatch(tokens.stream().mapToInt(Integer::intValue).toArray(), starts, targets);
    }

    private TrainingState learned() {
        try (Engine engine = Engines.of(EngineChoice.STANDARD, Arithmetic.FLOAT32);
                BaseModel model = BaseModel.open(engine, base);
                FineTuner tuner = FineTuner.start(model, subject, 2)) {
            for (int step = 0; step < STEPS; step++) {
                take(tuner, batches.get(step));
            }
            return tuner.state();
        }
    }

    private void take(FineTuner tuner, PackedBatch batch) {
        long next = tuner.progress().nextOffset() + 1;
        tuner.step(batch, subject.labels(), new Consumed(next, batch.records(), List.of(), List.of()));
    }

    /** By batch and kind. From moments that are zero AdamW's first mean is a tenth of the gradient. */
    private List<Map<String, float[]>> gradients(TrainingState learned, Arithmetic arithmetic) {
        float[] zeros = new float[learned.mean().length];
        TrainingState fresh = new TrainingState(subject, Progress.from(0), learned.values(), zeros, zeros.clone());
        List<Map<String, float[]>> gradients = new ArrayList<>();
        try (Engine engine = Engines.of(EngineChoice.STANDARD, arithmetic);
                BaseModel model = BaseModel.open(engine, base)) {
            for (PackedBatch batch : batches.subList(STEPS, STEPS + COMPARED)) {
                try (FineTuner tuner = FineTuner.resume(model, fresh, 2)) {
                    take(tuner, batch);
                    gradients.add(byKind(model, tuner.state().mean()));
                }
            }
        }
        return gradients;
    }

    private Map<String, float[]> byKind(BaseModel model, float[] mean) {
        Map<String, float[]> kinds = new TreeMap<>();
        for (Parameter parameter : subject.layout(model.shape()).parameters()) {
            String name = parameter.name();
            if (name.endsWith(".A") || name.endsWith(".B")) {
                float[] numbers =
                        kinds.computeIfAbsent(name.substring(name.length() - 1), absent -> new float[mean.length]);
                System.arraycopy(mean, parameter.offset(), numbers, parameter.offset(), parameter.size());
            }
        }
        return kinds;
    }

    private static void tell(String arithmetic, List<Map<String, float[]>> found, List<Map<String, float[]>> expected) {
        for (String kind : List.of("A", "B")) {
            List<Closeness> each = new ArrayList<>();
            for (int i = 0; i < found.size(); i++) {
                each.add(Closeness.of(found.subList(i, i + 1), expected.subList(i, i + 1), kind));
            }
            System.out.printf(
                    Locale.ROOT,
                    "%s: gradients of %s: %s; batch by batch %s%n",
                    arithmetic,
                    kind,
                    Closeness.of(found, expected, kind),
                    each);
        }
    }

    /**
     * Of gradients to others, all batches' end to end.
     *
     * @param length as a share of the others'
     */
    private record Closeness(double cosine, double length) {

        static Closeness of(List<Map<String, float[]>> found, List<Map<String, float[]>> expected, String kind) {
            double both = 0;
            double one = 0;
            double other = 0;
            for (int i = 0; i < found.size(); i++) {
                float[] numbers = found.get(i).get(kind);
                float[] others = expected.get(i).get(kind);
                both += product(numbers, others);
                one += product(numbers, numbers);
                other += product(others, others);
            }
            return new Closeness(both / Math.sqrt(one * other), Math.sqrt(one / other));
        }

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "cosine %.5f, length %.4f", cosine, length);
        }
    }

    private static double product(float[] one, float[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += (double) one[i] * other[i];
        }
        return sum;
    }
}
