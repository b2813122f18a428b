package sharelora.engine.inference;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import sharelora.engine.adapter.Layout;
import sharelora.engine.batch.PackedBatch;
import sharelora.engine.batch.Shard;
import sharelora.engine.batch.ShardExecutor;
import sharelora.engine.batch.ShardPlan;
import sharelora.engine.batch.Targets;
import sharelora.engine.batch.Task;
import sharelora.engine.format.peft.AdapterFolder;
import sharelora.engine.format.peft.PeftFolder;
import sharelora.engine.head.HeadSpec;
import sharelora.engine.head.HeadedModel;
import sharelora.engine.model.Adapter;
import sharelora.engine.model.BaseModel;
import sharelora.engine.model.ForwardContext;
import sharelora.engine.model.LanguageModel;
import sharelora.engine.ops.Ops;
import sharelora.engine.ops.RowLosses;
import sharelora.engine.ops.Sequences;
import sharelora.engine.ops.Tensor;

/**
 * A checkpoint on its base model, for inference. The number of threads has no influence on any bit. A record's prediction
 * does not depend on the other records of its batch; that holds to the last bit on an engine whose products give a row the
 * same bits whatever the number of rows. One thread at a time may use it.
 */
public final class InferenceModel implements AutoCloseable {

    /** The approximate number of tokens in a shard: large enough for fast products, small enough for a thread's memory. */
    private static final int SHARD_TOKENS = 1024;

    private final HeadedModel model;
    private final HeadSpec head;
    private final List<String> labels;
    private final ShardExecutor executor;

    private InferenceModel(HeadedModel model, HeadSpec head, List<String> labels, ShardExecutor executor) {
        this.model = model;
        this.head = head;
        this.labels = labels;
        this.executor = executor;
    }

    /**
     * Reads a PEFT folder as plain LoRA, whatever was shared while it was trained.
     *
     * @param threads at least 1
     * @throws sharelora.engine.format.ModelFormatException one line naming file, value and expectation
     * @throws IllegalArgumentException where the adapter belongs to a base with other sizes, or needs a language head that the base
     *     lacks
     */
    public static InferenceModel open(BaseModel base, Path checkpointFolder, int threads) {
        AdapterFolder folder = PeftFolder.read(checkpointFolder);
        Restored restored = Restored.of(base, folder);
        if (restored.head().kind() == HeadSpec.Kind.LANGUAGE) {
            base.words();
        }
        Layout layout = restored.layout();
        return new InferenceModel(
                new HeadedModel(base, layout.adapter(), layout.head()),
                restored.head(),
                folder.head().labels(),
                ShardExecutor.of(base.engine(), restored.values(), threads));
    }

    /** The labels in the order of classes; empty for regression and generation. */
    public List<String> labels() {
        return labels;
    }

    /**
     * Predicts every record's class or number, or counts its correct tokens, and computes its loss.
     *
     * @throws IllegalArgumentException where the batch is for another task, a target is not one of the labels, or the base
     *     has no embedding for a token or position
     */
    public Predictions predict(PackedBatch batch) {
        batch.targets().requireFit(task(), labels.size());
        return switch (batch.targets()) {
            case Targets.Classes(int[] classes) -> predict(batch, classes);
            case Targets.Scores(double[] scores) -> predict(batch, scores);
            case Targets.Completions _ -> predictWords(batch);
        };
    }

    private Task task() {
        if (head.kind() == HeadSpec.Kind.LANGUAGE) {
            return Task.GENERATION;
        }
        return labels.isEmpty() ? Task.REGRESSION : Task.CLASSIFICATION;
    }

    private Predictions predict(PackedBatch batch, int[] classes) {
        int count = labels.size();
        Predictions predictions = Predictions.empty(batch.records());
        compute(batch, this::outputs, (shard, logits) -> {
            for (int i = 0; i < shard.records().length; i++) {
                int record = shard.records()[i];
                predictions.set(record, logits, i * count, count, classes[record]);
            }
        });
        return predictions;
    }

    private Predictions predict(PackedBatch batch, double[] scores) {
        Predictions predictions = Predictions.emptyValues(batch.records());
        compute(batch, this::outputs, (shard, values) -> {
            for (int i = 0; i < shard.records().length; i++) {
                int record = shard.records()[i];
                predictions.set(record, values[i], scores[record]);
            }
        });
        return predictions;
    }

    /** Predicts each token from the true tokens before it, as in training (teacher forcing). */
    private Predictions predictWords(PackedBatch batch) {
        LanguageModel languageModel = new LanguageModel(model.base(), model.adapter());
        Predictions predictions = Predictions.emptyWords(batch.records());
        List<Shard> shards = shards(batch);
        List<RowLosses> found = executor.compute(shards.size(), (worker, i) -> {
            Shard shard = shards.get(i);
            int[] prompts = ((Targets.Completions) shard.targets()).prompts();
            return languageModel.losses(ForwardContext.plain(worker.evaluate(), shard.sequences()), prompts, 1, 0);
        });
        for (int i = 0; i < shards.size(); i++) {
            int row = 0;
            for (int record : shards.get(i).records()) {
                predictions.set(record, found.get(i), row, batch.asked(record));
                row += batch.asked(record);
            }
        }
        return predictions;
    }

    /**
     * Whether decoding from each record's prompt generates exactly its completion and ends where that ends (exact match). A
     * completion that was truncated, and so has no end token, must be a prefix of the generated text.
     *
     * @throws IllegalArgumentException where the batch has no completions, the base no language head, or no embedding for a
     *     token or position
     */
    public boolean[] says(PackedBatch batch, Decoding decoding) {
        batch.targets().requireFit(Task.GENERATION, 0);
        Generator generator = new Generator(model.base(), model.adapter(), executor);
        int records = batch.records();
        List<int[]> said = generator.generate(
                IntStream.range(0, records).mapToObj(batch::prompt).toList(), decoding);
        boolean[] exact = new boolean[records];
        for (int i = 0; i < records; i++) {
            int[] completion = batch.completion(i);
            boolean ends = decoding.ends().contains(completion[completion.length - 1]);
            int length = ends ? completion.length - 1 : completion.length;
            int[] answer = said.get(i);
            exact[i] = (ends ? answer.length == length : answer.length >= length)
                    && Arrays.equals(answer, 0, length, completion, 0, length);
        }
        return exact;
    }

    private Tensor outputs(Ops ops, Shard shard) {
        return model.outputs(ForwardContext.plain(ops, shard.sequences())); // [S, C]
    }

    /**
     * The features of the base without the adapter: scale · mean of the last hidden states.
     *
     * @return [S, D], a row for each record
     */
    public float[][] features(PackedBatch batch) {
        BaseModel base = model.base();
        int hidden = base.shape().hidden();
        float[][] features = new float[batch.records()][];
        compute(
                batch,
                (ops, shard) -> base.pooled(ForwardContext.plain(ops, shard.sequences()), Adapter.NONE, head.scale()),
                (shard, pooled) -> {
                    for (int i = 0; i < shard.records().length; i++) {
                        features[shard.records()[i]] = Arrays.copyOfRange(pooled, i * hidden, (i + 1) * hidden);
                    }
                });
        return features;
    }

    private void compute(PackedBatch batch, BiFunction<Ops, Shard, Tensor> forward, Keep keep) {
        List<Shard> shards = shards(batch);
        List<float[]> results = executor.compute(shards.size(), (worker, i) -> {
            Ops ops = worker.evaluate();
            return ops.read(forward.apply(ops, shards.get(i)));
        });
        for (int i = 0; i < shards.size(); i++) {
            keep.keep(shards.get(i), results.get(i));
        }
    }

    private List<Shard> shards(PackedBatch batch) {
        model.base().requireFits(Sequences.of(batch.tokenIds(), batch.starts()));
        return ShardPlan.cut(batch, Math.ceilDiv(batch.tokens(), SHARD_TOKENS));
    }

    /** Copies a shard's rows to the places of their records in the batch. */
    private interface Keep {
        void keep(Shard shard, float[] rows);
    }

    /** Ends the threads; the base stays open. */
    @Override
    public void close() {
        executor.close();
    }
}
