package sharelora.engine.inference;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import sharelora.engine.adapter.Layout;
import sharelora.engine.batch.PackedBatch;
import sharelora.engine.batch.Shard;
import sharelora.engine.batch.ShardExecutor;
import sharelora.engine.batch.ShardPlan;
import sharelora.engine.batch.Task;
import sharelora.engine.checkpoint.CheckpointFolder;
import sharelora.engine.format.peft.AdapterFolder;
import sharelora.engine.head.Head;
import sharelora.engine.head.HeadSpec;
import sharelora.engine.head.HeadedModel;
import sharelora.engine.model.Adapter;
import sharelora.engine.model.BaseModel;
import sharelora.engine.model.ForwardContext;
import sharelora.engine.ops.Flat;
import sharelora.engine.ops.Sequences;
import sharelora.engine.ops.Tensor;
import sharelora.engine.task.Predictions;
import sharelora.engine.task.TaskHead;

/**
 * A checkpoint on its base model, for inference. The number of threads has no influence on any bit. A record's prediction
 * does not depend on the other records of its batch; that holds to the last bit on an engine whose products give a row the
 * same bits whatever the number of rows. One thread at a time may use it.
 */
public final class InferenceModel implements AutoCloseable {

    /** The approximate number of tokens in a shard: large enough for fast products, small enough for a thread's memory. */
    static final int SHARD_TOKENS = 1024;

    private final HeadedModel model;
    private final HeadSpec head;
    private final List<String> labels;
    private final Flat values;
    private final ShardExecutor executor;

    private InferenceModel(HeadedModel model, HeadSpec head, List<String> labels, Flat values, ShardExecutor executor) {
        this.model = model;
        this.head = head;
        this.labels = labels;
        this.values = values;
        this.executor = executor;
    }

    /**
     * Reads a checkpoint's folder, of either format; throws what {@link #of} throws, too.
     *
     * @param threads at least 1
     * @throws sharelora.engine.format.ModelFormatException one line naming file, value and expectation
     */
    public static InferenceModel open(BaseModel base, Path checkpointFolder, int threads) {
        return of(base, CheckpointFolder.read(checkpointFolder), threads);
    }

    /**
     * An adapter with its head: pairs as plain LoRA, whatever was shared while they were trained, or what the method adds where
     * that leaves in a form of its own.
     *
     * @param threads at least 1
     * @throws IllegalArgumentException where the adapter is of a base with other sizes, or for a language head that the base
     *     has not
     */
    public static InferenceModel of(BaseModel base, AdapterFolder adapter, int threads) {
        return of(base, adapter, values -> ShardExecutor.of(base.engine(), values, threads));
    }

    /**
     * As the other, on threads that any number of models share. Only one of them computes at a time, and whoever made the
     * threads ends them after the last.
     *
     * @param threads of the base's engine
     */
    public static InferenceModel of(BaseModel base, AdapterFolder adapter, ShardExecutor threads) {
        return of(base, adapter, threads::reading);
    }

    private static InferenceModel of(BaseModel base, AdapterFolder adapter, Function<Flat, ShardExecutor> threads) {
        Restored restored = Restored.of(base, adapter);
        if (restored.head().kind() == HeadSpec.Kind.LANGUAGE) {
            base.words();
        }
        Layout layout = restored.layout();
        return new InferenceModel(
                new HeadedModel(base, layout.adapter(), layout.head()),
                restored.head(),
                adapter.head().labels(),
                restored.values(),
                threads.apply(restored.values()));
    }

    /** The numbers of adapter and head. */
    Flat values() {
        return values;
    }

    Adapter adapter() {
        return model.adapter();
    }

    Head head() {
        return model.head();
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
        List<Shard> shards = shards(batch);
        List<Predictions> found = executor.compute(shards.size(), (worker, i) -> {
            Shard shard = shards.get(i);
            ForwardContext pass = ForwardContext.plain(worker.evaluate(), shard.sequences());
            return TaskHead.of(model, shard.targets()).predictions(pass);
        });
        return Predictions.inOrder(batch.records(), shards, found);
    }

    /**
     * The probability of every label, for each record: the softmax of its logits in double precision.
     *
     * @param batch whose own classes have no influence
     * @return [S, C] in the order of the labels; numbers that are not finite where the logits are not
     * @throws IllegalArgumentException where this is no classification, or the base has no embedding for a token or position
     */
    public double[][] probabilities(PackedBatch batch) {
        batch.targets().requireFit(task(), labels.size());
        float[][] logits = rows(batch, model::outputs); // [S, C]
        return Arrays.stream(logits).map(InferenceModel::probabilities).toArray(double[][]::new);
    }

    /** The softmax of one record's logits in double precision; numbers that are not finite where the logits are not. */
    public static double[] probabilities(float[] logits) {
        double top = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            top = Math.max(top, logit);
        }
        double[] shares = new double[logits.length];
        double sum = 0;
        for (int i = 0; i < logits.length; i++) {
            shares[i] = StrictMath.exp(logits[i] - top);
            sum += shares[i];
        }
        for (int i = 0; i < shares.length; i++) {
            shares[i] /= sum;
        }
        return shares;
    }

    /**
     * How each prompt goes on by greedy search, always the likeliest token, without the token that ends it.
     *
     * @param prompts token ids, at least one each
     * @param most tokens that are added to each prompt
     * @param ends tokens that end a text
     * @throws IllegalArgumentException where the base has no language head, or no embedding for a token or position
     */
    public List<GeneratedText> continuations(List<int[]> prompts, int[] most, List<Integer> ends) {
        Generator generator = new Generator(model.base(), model.adapter(), executor);
        int longest = Math.max(1, Arrays.stream(most).max().orElse(1));
        List<int[]> said = generator.generate(prompts, most, Decoding.greedy(longest, ends));
        return GeneratedText.scored(prompts, said, batch -> predict(batch).losses());
    }

    /**
     * How each prompt goes on, with somebody who follows it; without probabilities.
     *
     * @param prompts token ids, at least one each
     * @param most tokens that are added to each prompt, beside what {@code decoding} allows
     * @param followers one for each prompt; those of different prompts may be called at the same time
     * @return tokens behind each prompt, without one that ended them
     * @throws IllegalArgumentException where the base has no language head, or no embedding for a token or position
     */
    public List<int[]> continued(List<int[]> prompts, int[] most, Decoding decoding, List<Follower> followers) {
        return new Generator(model.base(), model.adapter(), executor).generate(prompts, most, decoding, followers);
    }

    /** What it was trained for, which a PEFT folder does not say: by its head, and by whether that has labels. */
    public Task task() {
        if (head.kind() == HeadSpec.Kind.LANGUAGE) {
            return Task.GENERATION;
        }
        return labels.isEmpty() ? Task.REGRESSION : Task.CLASSIFICATION;
    }

    /**
     * Whether decoding from each record's prompt generates exactly its completion and ends where that ends (exact match). A
     * completion that was truncated, and so has no end token, must be a prefix of the generated text.
     *
     * @throws IllegalArgumentException where the batch has no completions, the base no language head, or no embedding for a
     *     token or position
     */
    public boolean[] says(PackedBatch batch, Decoding decoding) {
        return exact(batch, said(batch, decoding), decoding);
    }

    /**
     * How each record's prompt goes on, without the token that ends it; throws as {@link #says}.
     *
     * @return tokens of each record
     */
    public List<int[]> said(PackedBatch batch, Decoding decoding) {
        batch.targets().requireFit(Task.GENERATION, 0);
        Generator generator = new Generator(model.base(), model.adapter(), executor);
        return generator.generate(
                IntStream.range(0, batch.records()).mapToObj(batch::prompt).toList(), decoding);
    }

    /** Whether what was said of each record's prompt is its completion, as {@link #says}. */
    public static boolean[] exact(PackedBatch batch, List<int[]> said, Decoding decoding) {
        boolean[] exact = new boolean[said.size()];
        for (int i = 0; i < exact.length; i++) {
            int[] completion = batch.completion(i);
            boolean ends = decoding.ends().contains(completion[completion.length - 1]);
            int length = ends ? completion.length - 1 : completion.length;
            int[] answer = said.get(i);
            exact[i] = (ends ? answer.length == length : answer.length >= length)
                    && Arrays.equals(answer, 0, length, completion, 0, length);
        }
        return exact;
    }

    /**
     * The features of the base without the adapter: scale · mean of the last hidden states.
     *
     * @return [S, D], a row for each record
     */
    public float[][] features(PackedBatch batch) {
        return rows(batch, pass -> model.base().pooled(pass, Adapter.NONE, head.scale()));
    }

    /** A row of numbers for each record of the batch. */
    private float[][] rows(PackedBatch batch, Function<ForwardContext, Tensor> compute) {
        float[][] rows = new float[batch.records()][];
        List<Shard> shards = shards(batch);
        List<float[]> found = executor.compute(shards.size(), (worker, i) -> {
            ForwardContext pass =
                    ForwardContext.plain(worker.evaluate(), shards.get(i).sequences());
            return pass.ops().read(compute.apply(pass)); // [S, columns]
        });
        for (int i = 0; i < shards.size(); i++) {
            int[] records = shards.get(i).records();
            int columns = found.get(i).length / records.length;
            for (int row = 0; row < records.length; row++) {
                rows[records[row]] = Arrays.copyOfRange(found.get(i), row * columns, (row + 1) * columns);
            }
        }
        return rows;
    }

    private List<Shard> shards(PackedBatch batch) {
        model.base().requireFits(Sequences.of(batch.tokenIds(), batch.starts()));
        return ShardPlan.cut(batch, Math.ceilDiv(batch.tokens(), SHARD_TOKENS));
    }

    /** Ends its threads; the base stays open. */
    @Override
    public void close() {
        executor.close();
    }
}
