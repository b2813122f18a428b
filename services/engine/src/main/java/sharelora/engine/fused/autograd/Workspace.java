package sharelora.engine.fused.autograd;

import java.util.ArrayList;
import java.util.List;
import sharelora.engine.fused.gemm.AttentionBands;
import sharelora.engine.fused.gemm.GemmPlans;
import sharelora.engine.fused.memory.Arena;

/**
 * What a worker uses again from shard to shard, so that the Java heap has little to give: a step's matrices, and what
 * describes them, are the same as the step's before.
 *
 * @param tape empty between shards
 */
public record Workspace(Arena arena, AttentionBands.Cache bands, GemmPlans products, List<TapeEntry> tape) {

    public Workspace() {
        this(new Arena(), new AttentionBands.Cache(), new GemmPlans(), new ArrayList<>());
    }
}
