package sharelora.trainer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import sharelora.schemas.Keep;
import sharelora.schemas.KeptState;

/**
 * Which states a manifest lists: the newest {@code keep.snapshots}, and of those that are flagged step 0, the newest and
 * {@code keep.checkpoints} others.
 */
final class SnapshotRetention {

    private SnapshotRetention() {}

    /**
     * The list of the next manifest, newest first.
     *
     * @param before the list of the manifest before
     * @param newest takes the place of an older entry of the same step
     */
    static List<KeptState> next(List<KeptState> before, KeptState newest, Keep keep) {
        List<KeptState> all = new ArrayList<>(before);
        all.removeIf(state -> state.getStep() == newest.getStep());
        all.add(newest);
        all.sort(Comparator.comparingLong(KeptState::getStep).reversed());
        List<KeptState> kept = new ArrayList<>();
        int flagged = 0;
        for (int i = 0; i < all.size(); i++) {
            KeptState state = all.get(i);
            if (state.getStep() == 0 || i < Math.max(1, keep.getSnapshots())) {
                kept.add(state);
            } else if (state.getCheckpoint() && flagged <= keep.getCheckpoints()) {
                kept.add(state);
            }
            flagged += state.getCheckpoint() ? 1 : 0;
        }
        return List.copyOf(kept);
    }
}
