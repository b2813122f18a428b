package sharelora.trainer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import sharelora.schemas.Keep;
import sharelora.schemas.KeptState;

/**
 * Decides which states a manifest lists: the newest {@code keep.snapshots} of all, and among the flagged ones step 0, the
 * newest and {@code keep.checkpoints} others, and the promoted one.
 */
final class SnapshotRetention {

    private SnapshotRetention() {}

    /**
     * The states that the next manifest lists, newest first.
     *
     * @param before the states that the previous manifest lists
     * @param newest the new state; it replaces an older one of the same step, unless a checkpoint is made of that one alone
     * @param promoted SHA-256 of the state that the job may go back to
     */
    static List<KeptState> next(List<KeptState> before, KeptState newest, Keep keep, Optional<String> promoted) {
        List<KeptState> all = new ArrayList<>(before);
        all.removeIf(
                state -> state.getStep() == newest.getStep() && (newest.getCheckpoint() || !state.getCheckpoint()));
        all.addFirst(newest);
        all.sort(Comparator.comparingLong(KeptState::getStep).reversed());
        List<KeptState> kept = new ArrayList<>();
        int flagged = 0;
        for (int i = 0; i < all.size(); i++) {
            KeptState state = all.get(i);
            boolean spared = promoted.filter(state.getSha256()::equals).isPresent();
            if (spared || state.getStep() == 0 || i < Math.max(1, keep.getSnapshots())) {
                kept.add(state);
            } else if (state.getCheckpoint() && flagged <= keep.getCheckpoints()) {
                kept.add(state);
            }
            flagged += state.getCheckpoint() ? 1 : 0;
        }
        return List.copyOf(kept);
    }
}
