package sharelora.engine.training;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import sharelora.engine.adapter.AdapterMethod;
import sharelora.engine.adapter.AdapterSpec;
import sharelora.engine.adapter.MethodSettings;
import sharelora.engine.batch.PackedBatch;
import sharelora.engine.batch.Task;
import sharelora.engine.head.HeadSpec;
import sharelora.engine.model.TinyBert;

/** Small jobs and the batches they learn from. */
public final class Jobs {

    public static final List<String> LABELS = List.of("low", "high", "other");

    private Jobs() {}

    /** A job that learns fast, cut into four shards. */
    public static FineTuneSpec subject(AdapterMethod method) {
        return subject(
                spec(method, 4, 8, 0, List.of("query", "value")),
                new TrainingSpec(3e-3, Schedule.constant(5), 0.01, 1.0, 7, 4, false));
    }

    /** An adapter of any method, all else as by default. */
    public static AdapterSpec spec(AdapterMethod method, int rank, double alpha, double dropout, List<String> targets) {
        Map<String, Object> settings =
                Map.of("rank", rank, "alpha", alpha, "dropout", dropout, "targets", targets, "density", 0.05);
        return method.spec(new MethodSettings(settings).of(method));
    }

    public static FineTuneSpec subject(AdapterSpec adapter, TrainingSpec training) {
        return subject(adapter, HeadSpec.MEAN, training);
    }

    /** A job with another head. */
    public static FineTuneSpec subject(AdapterSpec adapter, HeadSpec head, TrainingSpec training) {
        return new FineTuneSpec(
                "tiny", "b".repeat(64), "c".repeat(64), Task.CLASSIFICATION, adapter, head, training, LABELS);
    }

    /** Uneven records whose class is a rule: their tokens are from the beginning of the vocabulary, or from its middle. */
    public static PackedBatch batch(long seed, int records) {
        Random random = new Random(seed);
        int[] starts = new int[records + 1];
        int[] targets = new int[records];
        int[] tokens = new int[records * TinyBert.POSITIONS];
        for (int i = 0; i < records; i++) {
            targets[i] = random.nextInt(2);
            int length = 1 + random.nextInt(12);
            for (int j = 0; j < length; j++) {
                tokens[starts[i] + j] = targets[i] * 25 + random.nextInt(8);
            }
            starts[i + 1] = starts[i] + length;
        }
        return new PackedBatch(Arrays.copyOf(tokens, starts[records]), starts, targets);
    }

    /** Takes the batches at those offsets, one after the other; returns the mean of their losses. */
    static double learn(FineTuner tuner, int from, int to) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += tuner.step(batch(i, 13), LABELS, consumed(i, 13)).loss();
        }
        return sum / (to - from);
    }

    /** The token batch at that offset. */
    public static Consumed consumed(long offset, int records) {
        return new Consumed(
                offset + 1,
                records,
                List.of(new OffsetSpan("batches", 0, offset, offset + 1)),
                List.of(new OffsetSpan("input", 1, offset * records, (offset + 1) * records)));
    }
}
