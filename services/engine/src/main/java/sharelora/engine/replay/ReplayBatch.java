package sharelora.engine.replay;

import java.util.Arrays;
import java.util.List;
import sharelora.engine.batch.PackedBatch;
import sharelora.engine.batch.Targets;

/** New records with kept ones behind them. */
public final class ReplayBatch {

    private ReplayBatch() {}

    /** The batch with the drawn records behind its own; the batch itself where none is drawn. */
    public static PackedBatch of(PackedBatch batch, List<StoredRecord> drawn) {
        if (drawn.isEmpty()) {
            return batch;
        }
        int own = batch.records();
        int records = own + drawn.size();
        int tokens = batch.tokens()
                + drawn.stream().mapToInt(record -> record.tokenIds().length).sum();
        int[] tokenIds = Arrays.copyOf(batch.tokenIds(), tokens);
        int[] starts = Arrays.copyOf(batch.starts(), records + 1);
        int[] seconds = Arrays.copyOf(batch.seconds(), records);
        for (int i = own; i < records; i++) {
            StoredRecord record = drawn.get(i - own);
            System.arraycopy(record.tokenIds(), 0, tokenIds, starts[i], record.tokenIds().length);
            starts[i + 1] = starts[i] + record.tokenIds().length;
            seconds[i] = record.second();
        }
        return new PackedBatch(tokenIds, starts, seconds, targets(batch.targets(), drawn));
    }

    private static Targets targets(Targets own, List<StoredRecord> drawn) {
        int first = own.records();
        int records = first + drawn.size();
        return switch (own) {
            case Targets.Classes(int[] classes) -> new Targets.Classes(whole(classes, drawn, first, records));
            case Targets.Completions(int[] prompts) -> new Targets.Completions(whole(prompts, drawn, first, records));
            case Targets.Scores(double[] scores) -> {
                double[] all = Arrays.copyOf(scores, records);
                for (int i = first; i < records; i++) {
                    all[i] = drawn.get(i - first).target();
                }
                yield new Targets.Scores(all);
            }
        };
    }

    private static int[] whole(int[] own, List<StoredRecord> drawn, int first, int records) {
        int[] all = Arrays.copyOf(own, records);
        for (int i = first; i < records; i++) {
            all[i] = (int) drawn.get(i - first).target();
        }
        return all;
    }
}
