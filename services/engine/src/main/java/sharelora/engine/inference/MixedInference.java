package sharelora.engine.inference;

import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import sharelora.engine.batch.PackedBatch;
import sharelora.engine.batch.Shard;
import sharelora.engine.batch.ShardExecutor;
import sharelora.engine.batch.ShardPlan;
import sharelora.engine.batch.Targets;
import sharelora.engine.model.BaseModel;
import sharelora.engine.model.ForwardContext;
import sharelora.engine.model.HiddenStates;
import sharelora.engine.model.MixedAdapter;
import sharelora.engine.ops.Ops;
import sharelora.engine.ops.Sequences;
import sharelora.engine.ops.Tensor;

/**
 * Records of several models on one base, computed together: the base's products run once, each adapter and head on the rows
 * of its own records. A record's outputs do not depend on what they are computed together with, as in a model alone.
 *
 * @param threads that all of the models compute on
 */
public record MixedInference(BaseModel base, ShardExecutor threads) {

    /**
     * Records that a model is asked.
     *
     * @param batch whose targets have no influence
     */
    public record Part(InferenceModel model, PackedBatch batch) {}

    /**
     * The outputs of each part's records.
     *
     * @param parts one for each model, whose base is this one
     * @return for each part [S, C]: a logit for each of its model's classes, or the one number of a regression
     * @throws IllegalArgumentException where the base has no embedding for a token or position
     */
    public List<float[][]> outputs(List<Part> parts) {
        PackedBatch all = joined(parts);
        int[] owner = owners(parts);
        base.requireFits(Sequences.of(all.tokenIds(), all.starts()));
        List<Shard> shards = ShardPlan.cut(all, Math.ceilDiv(all.tokens(), InferenceModel.SHARD_TOKENS));
        List<float[][]> found;
        try {
            found = threads.compute(
                    shards.size(), (worker, i) -> outputs(worker.evaluate(), shards.get(i), parts, owner));
        } finally {
            // Kernels see addresses only: the models' numbers must not be collected meanwhile.
            Reference.reachabilityFence(parts);
        }
        float[][] rows = new float[all.records()][];
        for (int i = 0; i < shards.size(); i++) {
            int[] records = shards.get(i).records();
            for (int row = 0; row < records.length; row++) {
                rows[records[row]] = found.get(i)[row];
            }
        }
        return apart(rows, parts);
    }

    /** Of one shard, whose records lie in the order of their owners. */
    private float[][] outputs(Ops ops, Shard shard, List<Part> parts, int[] owner) {
        int[] records = shard.records();
        int[] starts = shard.sequences().starts();
        List<Share> shares = new ArrayList<>();
        List<MixedAdapter.Part> adapters = new ArrayList<>();
        int from = 0;
        while (from < records.length) {
            int to = from + 1;
            while (to < records.length && owner[records[to]] == owner[records[from]]) {
                to++;
            }
            InferenceModel model = parts.get(owner[records[from]]).model();
            Ops own = ops.reading(model.values());
            shares.add(new Share(model, own, from, to));
            adapters.add(new MixedAdapter.Part(model.adapter(), own, starts[from], starts[to]));
            from = to;
        }
        int[] tokens = IntStream.range(0, shard.sequences().total()).toArray();
        Tensor hidden =
                base.hidden(ForwardContext.plain(ops, shard.sequences()), new MixedAdapter(adapters), tokens); // [N, D]
        return shares.stream()
                .flatMap(share -> Arrays.stream(share.outputs(base, shard.sequences(), hidden)))
                .toArray(float[][]::new);
    }

    /** The records [from, to) of a shard, which are one model's. */
    private record Share(InferenceModel model, Ops ops, int from, int to) {

        /** [to - from, C]. */
        float[][] outputs(BaseModel base, Sequences all, Tensor hidden) {
            int first = all.starts()[from];
            Sequences own = all.part(from, to);
            HiddenStates states = HiddenStates.among(base, ForwardContext.plain(ops, own), hidden, first);
            float[] said = ops.read(model.head().outputs(states)); // [to - from, C]
            int columns = said.length / (to - from);
            return IntStream.range(0, to - from)
                    .mapToObj(i -> Arrays.copyOfRange(said, i * columns, (i + 1) * columns))
                    .toArray(float[][]::new);
        }
    }

    /** One part's records after the other's. */
    private static PackedBatch joined(List<Part> parts) {
        int records = parts.stream().mapToInt(part -> part.batch().records()).sum();
        int tokens = parts.stream().mapToInt(part -> part.batch().tokens()).sum();
        int[] ids = new int[tokens];
        int[] starts = new int[records + 1];
        int[] seconds = new int[records];
        int record = 0;
        for (Part part : parts) {
            PackedBatch batch = part.batch();
            System.arraycopy(batch.tokenIds(), 0, ids, starts[record], batch.tokens());
            for (int i = 0; i < batch.records(); i++) {
                seconds[record] = batch.seconds()[i];
                starts[record + 1] = starts[record] + batch.length(i);
                record++;
            }
        }
        return new PackedBatch(ids, starts, seconds, new Targets.Classes(new int[records]));
    }

    /** The part that each record is of. */
    private static int[] owners(List<Part> parts) {
        return IntStream.range(0, parts.size())
                .flatMap(part -> IntStream.generate(() -> part)
                        .limit(parts.get(part).batch().records()))
                .toArray();
    }

    private static List<float[][]> apart(float[][] rows, List<Part> parts) {
        List<float[][]> apart = new ArrayList<>();
        int from = 0;
        for (Part part : parts) {
            int to = from + part.batch().records();
            apart.add(Arrays.copyOfRange(rows, from, to));
            from = to;
        }
        return apart;
    }
}
