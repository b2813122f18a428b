package sharelora.engine.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import sharelora.engine.Engines;
import sharelora.engine.adapter.AdapterFields;
import sharelora.engine.adapter.AdapterMethods;
import sharelora.engine.adapter.AdapterSpec;
import sharelora.engine.adapter.Layout;
import sharelora.engine.adapter.Structure;
import sharelora.engine.batch.PackedBatch;
import sharelora.engine.batch.Task;
import sharelora.engine.checkpoint.CheckpointFolder;
import sharelora.engine.format.JsonFields;
import sharelora.engine.format.peft.AdapterFolder;
import sharelora.engine.format.peft.LowRankAdapter;
import sharelora.engine.format.peft.OwnMatrices;
import sharelora.engine.format.peft.PeftFolder;
import sharelora.engine.head.HeadSpec;
import sharelora.engine.head.HeadedModel;
import sharelora.engine.inference.InferenceModel;
import sharelora.engine.model.BaseModel;
import sharelora.engine.model.ForwardContext;
import sharelora.engine.ops.Engine;
import sharelora.engine.ops.Flat;
import sharelora.engine.ops.Ops;
import sharelora.engine.ops.Parameter;
import sharelora.engine.ops.Sequences;
import sharelora.engine.ops.Worker;

/**
 * Methods with matrices of their own against PEFT's modules where it has them, else against PyTorch's autograd;
 * {@code infra/golden/make_methods.py} and {@code make_own_forms.py} wrote it down.
 */
class MethodGoldenTest {

    private static final List<String> LABELS = List.of("a", "b", "c");

    /** Enough for the reference engine to meet every batch and the first one again; each step of it takes long. */
    private static final int FEW_STEPS = 4;

    /** RoSA's sparse matrix learns from the sixth on, a pair that another gave way to from the fifth or the eighth. */
    private static final Map<String, Integer> MORE_STEPS = Map.of("rosa", 7, "lor2c-merge", 9, "lor2c-inject", 6);

    private static final List<String> METHODS = List.of("rasa", "tied-lora", "vera", "monteclora");

    /** Of {@code infra/golden/make_own_forms.py}. */
    private static final List<String> OWN_FORMS =
            List.of("lor2c", "share-lor2c", "lor2c-merge", "lor2c-inject", "rosa");

    /** Where {@code infra/golden/check_own_forms.py} looks for folders, to run the lines of their pages. */
    private static final Path FOLDERS = Path.of("target/own-forms");

    static Stream<Arguments> cases() {
        return Golden.FAMILIES.stream().flatMap(family -> METHODS.stream().map(method -> Arguments.of(family, method)));
    }

    static Stream<Arguments> ownForms() {
        return Golden.FAMILIES.stream()
                .flatMap(family -> OWN_FORMS.stream().map(method -> Arguments.of(family, method)));
    }

    static Stream<Arguments> all() {
        return Stream.concat(cases(), ownForms());
    }

    @ParameterizedTest(name = "{1} on {0}")
    @MethodSource("all")
    void isThatOfPyTorchOnTheFusedEngine(String family, String method) throws Exception {
        try (Engine engine = Engines.fused()) {
            agrees(engine, family, method, 1e-3, Integer.MAX_VALUE);
        }
    }

    @ParameterizedTest(name = "{1} on {0}")
    @MethodSource("all")
    void isThatOfPyTorchOnTheReferenceEngine(String family, String method) throws Exception {
        try (Engine engine = Engines.reference(DataType.DOUBLE)) {
            agrees(engine, family, method, 1e-4, MORE_STEPS.getOrDefault(method, FEW_STEPS));
        }
    }

    /** Where {@code infra/golden/check_exports.py} looks for it, to load it in stock PEFT. */
    @ParameterizedTest(name = "{1} on {0}")
    @MethodSource("cases")
    void itsFolderSaysWhatPyTorchSays(String family, String method) throws Exception {
        // Given
        JsonNode golden = golden(family);
        JsonNode expected = golden.get("methods").get(method);
        PackedBatch batch = batch(golden, 0);
        Path folder = ExportedFolderTest.EXPORTS.resolve(family + "-" + method);
        try (Engine engine = Engines.fused();
                BaseModel base = BaseModel.open(engine, Golden.folder(family).resolve("base"))) {
            // When
            PeftFolder.write(start(base, expected).exported(base.shape()), folder);
            // Then
            try (InferenceModel model = InferenceModel.open(base, folder, 1)) {
                double[] losses = ExportedFolderTest.losses(Golden.numbers(expected.get("logits")), batch.classes());
                isClose("losses", model.predict(batch).losses(), losses, 1e-4);
            }
        }
    }

    @ParameterizedTest(name = "{1} on {0}")
    @MethodSource("ownForms")
    void itsOwnFormSaysWhatPyTorchSays(String family, String method) throws Exception {
        // Given
        JsonNode golden = golden(family, method);
        JsonNode expected = golden.get("methods").get(method);
        PackedBatch batch = batch(golden, 0);
        Path folder = FOLDERS.resolve(family + "-" + method);
        try (Engine engine = Engines.fused();
                BaseModel base = BaseModel.open(engine, Golden.folder(family).resolve("base"))) {
            AdapterFolder exported = start(base, expected).exported(base.shape());
            // When
            CheckpointFolder.Format format = CheckpointFolder.write(exported, folder);
            // Then
            assertThat(format).isEqualTo(CheckpointFolder.Format.NATIVE);
            assertThat(CheckpointFolder.read(folder)).isEqualTo(exported);
            try (InferenceModel model = InferenceModel.open(base, folder, 1)) {
                double[] losses = ExportedFolderTest.losses(Golden.numbers(expected.get("logits")), batch.classes());
                isClose("losses", model.predict(batch).losses(), losses, 1e-4);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"vera", "monteclora"})
    void aFolderThatPeftWroteComesInWithEveryNumber(String method) throws Exception {
        // Given
        JsonNode expected = golden("bert").get("methods").get(method);
        // When
        LowRankAdapter read = PeftFolder.readAdapter(Golden.folder("bert").resolve(method));
        // Then
        OwnMatrices own = read.own().orElseThrow();
        JsonFields settings = JsonFields.parse(Golden.folder("bert"), own.adapter());
        assertThat(AdapterFields.read(settings)).isEqualTo(spec(expected));
        assertThat(AdapterMethods.trained(read).id()).isEqualTo(method);
        try (Engine engine = Engines.fused();
                BaseModel base = BaseModel.open(engine, Golden.folder("bert").resolve("base"))) {
            LowRankAdapter ours = start(base, expected).exported(base.shape()).adapter();
            assertThat(own.matrices()).isEqualTo(ours.own().orElseThrow().matrices());
            assertThat(read.layers()).isEqualTo(ours.layers());
        }
    }

    private static AdapterSpec spec(JsonNode json) {
        return AdapterFields.read(
                JsonFields.parse(Golden.folder("bert"), json.get("adapter").toString()));
    }

    private static JsonNode golden(String family) throws IOException {
        return golden(family, METHODS.getFirst());
    }

    private static JsonNode golden(String family, String method) throws IOException {
        String file = OWN_FORMS.contains(method) ? "own-forms.json" : "methods.json";
        return new ObjectMapper().readTree(Golden.folder(family).resolve(file).toFile());
    }

    /** @param most steps that are taken, where more are written down */
    private static void agrees(Engine engine, String family, String method, double tolerance, int most)
            throws Exception {
        // Given
        JsonNode golden = golden(family, method);
        JsonNode expected = golden.get("methods").get(method);
        try (BaseModel base = BaseModel.open(engine, Golden.folder(family).resolve("base"))) {
            TrainingState start = start(base, expected);
            List<Double> losses = new ArrayList<>();
            float[] logits = logits(engine, base, start, batch(golden, 0));
            try (TrainableModel trained = TrainableModel.of(base, start, 1);
                    FineTuner tuner = FineTuner.resume(base, beginning(base, start), 2)) {
                // When
                trained.differentiate(batch(golden, 0), start.subject().training(), 0);
                for (int step = 0; step < Math.min(most, expected.get("losses").size()); step++) {
                    PackedBatch batch = batch(golden, step);
                    losses.add(tuner.step(batch, LABELS, Jobs.consumed(step, batch.records()))
                            .loss());
                }
                // Then
                isClose("logits", doubles(logits), Golden.numbers(expected.get("logits")), tolerance);
                for (Parameter parameter : trained.layout().parameters()) {
                    double[] gradient = Golden.numbers(expected.get("gradients").get(parameter.name()));
                    isClose(parameter.name(), numbers(trained.gradient(), parameter), gradient, tolerance);
                }
                assertThat(expected.get("gradients"))
                        .hasSameSizeAs(trained.layout().parameters());
                if (expected.has("chosen")) {
                    Map<String, int[]> chosen =
                            new TreeMap<>(tuner.state().structure().numbers());
                    assertThat(chosen.remove("since")).isEqualTo(method.equals("rosa") ? new int[] {5} : null);
                    assertThat(new Structure(chosen)).isEqualTo(structure(expected, "chosen"));
                }
            }
            for (int step = 0; step < losses.size(); step++) {
                double loss = expected.get("losses").get(step).doubleValue();
                assertThat(losses.get(step)).as("loss of step " + step).isCloseTo(loss, within(tolerance * (1 + loss)));
            }
            assertThat(losses.getLast()).isNotCloseTo(losses.getFirst(), within(1e-2));
        }
    }

    /** What was chosen before the steps is not: they choose by themselves, and its numbers are zero until then. */
    private static TrainingState beginning(BaseModel base, TrainingState start) {
        if (start.structure().isEmpty()) {
            return start;
        }
        float[] values = start.values().clone();
        for (Parameter parameter : start.subject().layout(base.shape()).parameters()) {
            if (parameter.name().endsWith(".S")) {
                Arrays.fill(values, parameter.offset(), parameter.offset() + parameter.size(), 0);
            }
        }
        return new TrainingState(start.subject(), start.progress(), values, start.mean(), start.square());
    }

    private static Structure structure(JsonNode expected, String name) {
        Map<String, int[]> numbers = new TreeMap<>();
        expected.path(name)
                .properties()
                .forEach(places -> numbers.put(places.getKey(), Golden.integers(places.getValue())));
        return new Structure(numbers);
    }

    /** As vectors, in comparison to the length of the one expected. */
    private static void isClose(String what, double[] found, double[] expected, double tolerance) {
        assertThat(found).as(what).hasSameSizeAs(expected);
        double distance = 0;
        double norm = 0;
        for (int i = 0; i < expected.length; i++) {
            distance += (found[i] - expected[i]) * (found[i] - expected[i]);
            norm += expected[i] * expected[i];
        }
        assertThat(Math.sqrt(distance)).as(what).isLessThanOrEqualTo(tolerance * Math.sqrt(norm));
    }

    private static float[] logits(Engine engine, BaseModel base, TrainingState state, PackedBatch batch) {
        Layout layout = state.subject().layout(base.shape()).with(state.structure());
        HeadedModel model = new HeadedModel(base, layout.adapter(), layout.head());
        Flat values = engine.flat(layout.size());
        values.write(0, state.values());
        try (Worker worker = engine.worker(values)) {
            Ops ops = worker.evaluate();
            return ops.read(model.outputs(ForwardContext.plain(ops, Sequences.of(batch.tokenIds(), batch.starts()))));
        }
    }

    private static TrainingState start(BaseModel base, JsonNode json) {
        FineTuneSpec subject = new FineTuneSpec(
                "tiny",
                "b".repeat(64),
                "c".repeat(64),
                Task.CLASSIFICATION,
                spec(json),
                HeadSpec.MEAN,
                new TrainingSpec(1e-2, Schedule.constant(0), 0.01, 1, 7, 2, false),
                LABELS);
        Layout layout = subject.layout(base.shape());
        float[] values = new float[layout.size()];
        Stream.concat(layout.parameters().stream(), layout.adapterParameters().stream())
                .forEach(parameter -> {
                    double[] numbers = Golden.numbers(json.get("start").get(parameter.name()));
                    for (int i = 0; i < numbers.length; i++) {
                        values[parameter.offset() + i] = (float) numbers[i];
                    }
                });
        int trained = layout.trainedSize();
        TrainingState start =
                new TrainingState(subject, Progress.from(0), values, new float[trained], new float[trained]);
        return start.with(layout.plan().joined(structure(json, "structure")));
    }

    private static double[] numbers(Flat flat, Parameter parameter) {
        double[] numbers = new double[parameter.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = flat.get(parameter.offset() + i);
        }
        return numbers;
    }

    private static double[] doubles(float[] numbers) {
        double[] doubles = new double[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            doubles[i] = numbers[i];
        }
        return doubles;
    }

    private static PackedBatch batch(JsonNode golden, int step) {
        JsonNode batch = golden.get("batches").get(step % golden.get("batches").size());
        return new PackedBatch(
                Golden.integers(batch.get("tokenIds")),
                Golden.integers(batch.get("starts")),
                Golden.integers(batch.get("targets")));
    }
}
