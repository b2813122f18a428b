package sharelora.engine.fused;

import java.util.ArrayList;
import java.util.List;

/**
 * What a worker uses again from shard to shard, so that the Java heap has little to give: a step's matrices, and what
 * describes them, are the same as the step's before.
 *
 * @param tape empty between shards
 */
record Workspace(Arena arena, Bands.Kept bands, KeptProducts products, List<Note> tape) {

    Workspace() {
        this(new Arena(), new Bands.Kept(), new KeptProducts(), new ArrayList<>());
    }
}
