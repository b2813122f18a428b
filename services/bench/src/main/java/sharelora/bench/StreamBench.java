package sharelora.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import sharelora.engine.EngineChoice;
import sharelora.engine.Engines;
import sharelora.engine.batch.PackedBatch;
import sharelora.engine.head.HeadSpec;
import sharelora.engine.inference.InferenceModel;
import sharelora.engine.model.BaseModel;
import sharelora.engine.ops.Engine;
import sharelora.engine.training.Consumed;
import sharelora.engine.training.FineTuner;
import sharelora.engine.training.StateFile;
import sharelora.operations.WrongUsageException;
import sharelora.text.HoldOut;
import sharelora.text.PromptTokenizer;
import sharelora.text.TextTokenizer;

/**
 * One pass over a file of texts with the work of the pipeline but without Kafka: tokenize, pack, train, and store a snapshot
 * of the state every so many steps; then what was learned, on records that were held out.
 *
 * @param work its lengths are the most tokens of a text, once for each record of a batch
 * @param heldOut percent of the records that are not learned, by the rule of streams
 * @param others texts whose loss is measured before and after the pass, if any; only with a language head
 */
public record StreamBench(Workload work, EngineChoice choice, int threads, int heldOut, Optional<Path> others) {

    /** A job's default. */
    private static final int SNAPSHOT_EVERY = 20;

    /** Measures on a model's folder: classes of texts, or with the language head completions of prompts. */
    public StreamMeasurement run(Path base, Path file) throws IOException {
        Path state = Files.createTempFile("sharelora-bench", ".safetensors");
        try (Engine engine = work.engine(choice, Workload.shape(base));
                BaseModel model = BaseModel.open(engine, base);
                TextTokenizer tokenizer = TextTokenizer.open(
                        base.resolve("tokenizer.json"), work.lengths().getFirst())) {
            Material material = material(file, tokenizer, model);
            try (FineTuner tuner = FineTuner.start(model, work.subject(material.labels()), threads)) {
                Optional<Records> texts = otherTexts(tokenizer);
                Optional<HeldOut> before = texts.map(others -> heldOut(model, tuner, others));
                HoldOut rule = new HoldOut(heldOut);
                Pass pass = pass(tuner, material.where(rule, false), state);
                Material held = material.where(rule, true);
                return measurement(
                        pass,
                        tuner.state().mean().length,
                        Files.size(state),
                        held.records() == 0 ? null : heldOut(model, tuner, held),
                        before.map(first -> heldOut(model, tuner, texts.orElseThrow())
                                                .loss()
                                        - first.loss())
                                .orElse(null));
            }
        } finally {
            Files.delete(state);
        }
    }

    private Material material(Path file, TextTokenizer tokenizer, BaseModel model) throws IOException {
        if (work.head().kind() != HeadSpec.Kind.LANGUAGE) {
            return LabelledMaterial.read(file, tokenizer);
        }
        int end = model.tokens().ends().stream()
                .findFirst()
                .orElseThrow(() -> WrongUsageException.of("the base's config.json has no eos_token_id, expected one"));
        return PairMaterial.read(file, PromptTokenizer.of(tokenizer, end));
    }

    private Optional<Records> otherTexts(TextTokenizer tokenizer) throws IOException {
        return others.isEmpty() ? Optional.empty() : Optional.of(PlainTexts.read(others.get(), tokenizer));
    }

    private HeldOut heldOut(BaseModel model, FineTuner tuner, Records records) {
        try (InferenceModel learned = InferenceModel.of(model, tuner.state().exported(model.shape()), threads)) {
            return HeldOut.measure(learned, records);
        }
    }

    /** What one pass took. */
    private record Pass(int records, long tokens, double seconds, double snapshotSeconds) {}

    private Pass pass(FineTuner tuner, Material material, Path state) {
        int records = work.lengths().size();
        long tokens = 0;
        long snapshots = 0;
        long began = System.nanoTime();
        for (int i = 0; i < material.records(); i += records) {
            PackedBatch batch = material.batch(i, Math.min(i + records, material.records()));
            long next = tuner.progress().nextOffset() + 1;
            tuner.step(batch, material.labels(), new Consumed(next, batch.records(), List.of(), List.of()));
            tokens += batch.tokens();
            if (tuner.progress().step() % SNAPSHOT_EVERY == 0 || i + records >= material.records()) {
                long before = System.nanoTime();
                StateFile.write(tuner.state(), state);
                snapshots += System.nanoTime() - before;
            }
        }
        return new Pass(material.records(), tokens, (System.nanoTime() - began) / 1e9, snapshots / 1e9);
    }

    private StreamMeasurement measurement(Pass pass, int trained, long stateBytes, HeldOut heldOut, Double forgetting) {
        return new StreamMeasurement(
                Engines.cpuFeatures(),
                threads,
                pass.records(),
                pass.tokens(),
                pass.seconds(),
                pass.records() / pass.seconds(),
                pass.tokens() / pass.seconds(),
                pass.snapshotSeconds() / pass.seconds(),
                ProcessMemory.peak(),
                trained,
                stateBytes,
                heldOut,
                forgetting);
    }
}
