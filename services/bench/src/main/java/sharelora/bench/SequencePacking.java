package sharelora.bench;

import java.util.Arrays;
import java.util.List;
import sharelora.engine.batch.PackedBatch;
import sharelora.engine.batch.Targets;

/** Packs token ids, one sequence after the other. */
final class SequencePacking {

    private SequencePacking() {}

    static PackedBatch of(List<int[]> sequences, Targets targets) {
        int[] starts = new int[sequences.size() + 1];
        for (int i = 0; i < sequences.size(); i++) {
            starts[i + 1] = starts[i] + sequences.get(i).length;
        }
        int[] tokenIds = sequences.stream().flatMapToInt(Arrays::stream).toArray();
        return new PackedBatch(tokenIds, starts, targets);
    }
}
