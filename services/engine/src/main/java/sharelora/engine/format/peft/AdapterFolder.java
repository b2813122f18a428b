package sharelora.engine.format.peft;

import java.util.List;
import java.util.Map;
import sharelora.engine.format.huggingface.ModuleNames;
import sharelora.engine.head.TrainedHead;

/** The content of a checkpoint's PEFT folder: an adapter, and the head that was trained with it. */
public record AdapterFolder(LowRankAdapter adapter, TrainedHead head) {

    /** See {@link LowRankAdapter#base()}. */
    public String base() {
        return adapter.base();
    }

    /** See {@link LowRankAdapter#baseSha256()}. */
    public String baseSha256() {
        return adapter.baseSha256();
    }

    /** See {@link LowRankAdapter#naming()}. */
    public ModuleNames naming() {
        return adapter.naming();
    }

    /** See {@link LowRankAdapter#method()}. */
    public String method() {
        return adapter.method();
    }

    /** R. */
    public int rank() {
        return adapter.rank();
    }

    /** Projections that have a pair, in the order that a layer computes them. */
    public List<String> targets() {
        return adapter.targets();
    }

    /** Per layer its pairs by target. */
    public List<Map<String, LowRankPair>> layers() {
        return adapter.layers();
    }

    /** Whether the hidden states are those of the base: every B is zero. */
    public boolean addsNothing() {
        return adapter.addsNothing();
    }

    /** The same adapter under another head. */
    public AdapterFolder withHead(TrainedHead other) {
        return new AdapterFolder(adapter, other);
    }
}
