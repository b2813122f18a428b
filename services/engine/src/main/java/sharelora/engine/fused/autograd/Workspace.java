package sharelora.engine.fused.autograd;

import java.util.ArrayList;
import java.util.List;
import sharelora.engine.fused.gemm.AttentionBands;
import sharelora.engine.fused.gemm.GemmPlans;
import sharelora.engine.fused.memory.Arena;

/**
 * What a worker reuses from shard to shard, so that it allocates little on the Java heap: a step needs the same matrices
 * and plans as the step before.
 *
 * @param tape empty between shards
 */
public record Workspace(Arena arena, AttentionBands.Cache bands, GemmPlans products, List<TapeEntry> tape) {

    public Workspace() {
        this(new Arena(), new AttentionBands.Cache(), new GemmPlans(), new ArrayList<>());
    }
}
