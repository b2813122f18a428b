package sharelora.engine.fused;

import sharelora.engine.fused.autograd.ShardContext;
import sharelora.engine.fused.autograd.Workspace;
import sharelora.engine.fused.memory.FusedFlat;
import sharelora.engine.ops.Flat;
import sharelora.engine.ops.Ops;
import sharelora.engine.ops.Worker;

/** Runs one shard after the other in one workspace, whose memory each shard uses anew. */
final class FusedWorker implements Worker {

    private final FusedFlat values;
    private final Workspace workspace = new Workspace();
    private ShardContext shard;

    FusedWorker(FusedFlat values) {
        this.values = values;
    }

    @Override
    public Ops record(Flat gradient) {
        FusedFlat target = FusedEngine.own(FusedFlat.class, gradient);
        if (target.size() > values.size()) {
            throw new IllegalArgumentException(
                    "a gradient of " + target.size() + " numbers for " + values.size() + " values");
        }
        return next(target);
    }

    @Override
    public Ops evaluate() {
        return next(null);
    }

    private Ops next(FusedFlat gradient) {
        end();
        workspace.arena().reset();
        shard = new ShardContext(workspace, values, gradient);
        return new FusedOps(shard);
    }

    private void end() {
        if (shard != null) {
            shard.close();
            shard = null;
        }
    }

    @Override
    public void close() {
        end();
        workspace.arena().close();
    }
}
