package sharelora.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import sharelora.cli.data.ExampleFields;
import sharelora.cli.data.JsonLines;
import sharelora.cli.data.LabelledText;
import sharelora.engine.Engines;
import sharelora.engine.model.BaseModel;
import sharelora.engine.ops.Engine;
import sharelora.engine.training.Consumed;
import sharelora.engine.training.FineTuner;
import sharelora.engine.training.PackedBatch;
import sharelora.engine.training.StateFile;
import sharelora.text.TextTokenizer;

/**
 * One pass over a file of labelled texts, as the pipeline would take it, without the pipeline: tokenize, pack, train, and
 * keep the state every so many steps.
 *
 * @param work its lengths are the most tokens of a text, once for each record of a batch
 */
public record StreamBench(Workload work, int threads) {

    /** A job's default. */
    private static final int SNAPSHOT_EVERY = 20;

    /** Measures on a model's folder. */
    public StreamFigures run(Path base, Path file) throws IOException {
        List<LabelledText> texts = LabelledText.read(file, JsonLines.of(ExampleFields.of(Map.of())));
        List<String> labels = LabelledText.labels(texts);
        texts.removeIf(text -> !labels.contains(text.label()));
        Path state = Files.createTempFile("sharelora-bench", ".safetensors");
        try (Engine engine = Engines.standard(work.precision());
                BaseModel model = BaseModel.open(engine, base);
                TextTokenizer tokenizer = TextTokenizer.open(
                        base.resolve("tokenizer.json"), work.lengths().getFirst());
                FineTuner tuner = FineTuner.start(model, work.subject(labels), threads)) {
            return pass(tuner, tokenizer, labels, texts, state);
        } finally {
            Files.delete(state);
        }
    }

    private StreamFigures pass(
            FineTuner tuner, TextTokenizer tokenizer, List<String> labels, List<LabelledText> texts, Path state) {
        int records = work.lengths().size();
        long tokens = 0;
        long snapshots = 0;
        long began = System.nanoTime();
        for (int i = 0; i < texts.size(); i += records) {
            List<LabelledText> some = texts.subList(i, Math.min(i + records, texts.size()));
            PackedBatch batch = pack(tokenizer, labels, some);
            long next = tuner.progress().nextOffset() + 1;
            tuner.step(batch, labels, new Consumed(next, batch.records(), List.of(), List.of()));
            tokens += batch.tokens();
            if (tuner.progress().step() % SNAPSHOT_EVERY == 0) {
                long before = System.nanoTime();
                StateFile.write(tuner.state(), state);
                snapshots += System.nanoTime() - before;
            }
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        return new StreamFigures(
                Engines.cpuFeatures(),
                threads,
                texts.size(),
                tokens,
                seconds,
                texts.size() / seconds,
                tokens / seconds,
                snapshots / 1e9 / seconds,
                Memory.peak());
    }

    private static PackedBatch pack(TextTokenizer tokenizer, List<String> labels, List<LabelledText> texts) {
        List<int[]> encoded = new ArrayList<>();
        int[] starts = new int[texts.size() + 1];
        int[] targets = new int[texts.size()];
        for (int i = 0; i < texts.size(); i++) {
            encoded.add(tokenizer.encode(texts.get(i).text()));
            starts[i + 1] = starts[i] + encoded.get(i).length;
            targets[i] = labels.indexOf(texts.get(i).label());
        }
        int[] tokenIds = new int[starts[texts.size()]];
        for (int i = 0; i < texts.size(); i++) {
            System.arraycopy(encoded.get(i), 0, tokenIds, starts[i], encoded.get(i).length);
        }
        return new PackedBatch(tokenIds, starts, targets);
    }
}
