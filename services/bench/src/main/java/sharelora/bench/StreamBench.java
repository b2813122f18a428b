package sharelora.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import sharelora.engine.EngineChoice;
import sharelora.engine.Engines;
import sharelora.engine.head.HeadSpec;
import sharelora.engine.inference.InferenceModel;
import sharelora.engine.model.BaseModel;
import sharelora.engine.ops.Engine;
import sharelora.engine.training.FineTuner;
import sharelora.operations.WrongUsageException;
import sharelora.text.HoldOut;
import sharelora.text.PromptTokenizer;
import sharelora.text.TextTokenizer;

/**
 * One pass over a file of texts with the work of the pipeline but without Kafka: tokenize, pack, train, and store a snapshot
 * of the state every so many steps; then what was learned, on records that were held out.
 *
 * @param work its lengths are the most tokens of a text, once for each record of a batch
 */
public record StreamBench(Workload work, EngineChoice choice, int threads, Measures measures) {

    /** Measures on a model's folder: classes of texts, or with the language head completions of prompts. */
    public StreamMeasurement run(Path base, Path file) throws IOException {
        Path state = Files.createTempFile("sharelora-bench", ".safetensors");
        try (Engine engine = work.engine(choice, Workload.shape(base));
                BaseModel model = BaseModel.open(engine, base);
                TextTokenizer tokenizer = TextTokenizer.open(
                        base.resolve("tokenizer.json"), work.lengths().getFirst())) {
            Material material = material(file, tokenizer, model);
            List<Material> parts = eras(material);
            try (FineTuner tuner =
                    FineTuner.start(model, work.subject(parts.getFirst().labels()), threads)) {
                Optional<Records> texts = otherTexts(tokenizer);
                Optional<HeldOut> before = texts.map(others -> heldOut(model, tuner, others));
                HoldOut rule = new HoldOut(measures.heldOut());
                StreamPass pass = new StreamPass(tuner, work.lengths().size(), state);
                EraAccuracy eras = learn(pass, parts, rule, held -> accuracy(model, tuner, held));
                if (measures.figures().isPresent()) {
                    StepFigures.write(pass.figures(), measures.figures().get());
                }
                Material held = material.where(rule, true);
                return measurement(
                        pass,
                        tuner.state().mean().length,
                        Files.size(state),
                        new Measured(
                                held.records() == 0 ? null : heldOut(model, tuner, held),
                                before.map(first -> heldOut(model, tuner, texts.orElseThrow())
                                                        .loss()
                                                - first.loss())
                                        .orElse(null),
                                eras));
            }
        } finally {
            Files.delete(state);
        }
    }

    private Material material(Path file, TextTokenizer tokenizer, BaseModel model) throws IOException {
        if (work.head().kind() != HeadSpec.Kind.LANGUAGE) {
            return LabelledMaterial.read(file, tokenizer, measures.appending());
        }
        int end = model.tokens().ends().stream()
                .findFirst()
                .orElseThrow(() -> WrongUsageException.of("the base's config.json has no eos_token_id, expected one"));
        return PairMaterial.read(file, PromptTokenizer.of(tokenizer, end));
    }

    private Optional<Records> otherTexts(TextTokenizer tokenizer) throws IOException {
        return measures.others().isEmpty()
                ? Optional.empty()
                : Optional.of(PlainTexts.read(measures.others().get(), tokenizer));
    }

    private HeldOut heldOut(BaseModel model, FineTuner tuner, Records records) {
        try (InferenceModel learned = InferenceModel.of(model, tuner.state().exported(model.shape()), threads)) {
            return HeldOut.measure(learned, records);
        }
    }

    /** Of the records; one whose label the model does not know yet is wrong. */
    private double accuracy(BaseModel model, FineTuner tuner, Material held) {
        Material known = held.known(tuner.state().subject().labels().size());
        return known.records() == 0 ? 0 : heldOut(model, tuner, known).accuracy() * known.records() / held.records();
    }

    /** Learns all of it; null where the stream has one era only, whose records are measured at the end anyway. */
    private static EraAccuracy learn(
            StreamPass pass, List<Material> eras, HoldOut rule, ToDoubleFunction<Material> accuracy) {
        if (eras.size() == 1) {
            pass.learn(eras.getFirst().where(rule, false));
            return null;
        }
        List<Material> held = eras.stream().map(era -> era.where(rule, true)).toList();
        List<Double> untouched = accuracies(held, accuracy);
        List<List<Double>> checkpoints = new ArrayList<>();
        for (Material era : eras) {
            pass.learn(era.where(rule, false));
            checkpoints.add(accuracies(held, accuracy));
        }
        return new EraAccuracy(untouched, checkpoints);
    }

    private List<Material> eras(Material material) {
        int count = measures.eras();
        long records = material.records();
        return IntStream.range(0, count)
                .mapToObj(i -> material.between((int) (records * i / count), (int) (records * (i + 1) / count)))
                .toList();
    }

    private static List<Double> accuracies(List<Material> held, ToDoubleFunction<Material> accuracy) {
        return held.stream().map(accuracy::applyAsDouble).toList();
    }

    /** What is told of a pass beside its speed; null where it was not asked for. */
    private record Measured(HeldOut heldOut, Double forgetting, EraAccuracy eras) {}

    private StreamMeasurement measurement(StreamPass pass, int trained, long stateBytes, Measured measured) {
        return new StreamMeasurement(
                Engines.cpuFeatures(),
                threads,
                pass.records(),
                pass.tokens(),
                pass.seconds(),
                pass.processorSeconds(),
                pass.records() / pass.seconds(),
                pass.tokens() / pass.seconds(),
                pass.snapshotShare(),
                ProcessMemory.peak(),
                trained,
                stateBytes,
                measured.heldOut(),
                measured.forgetting(),
                measured.eras());
    }
}
