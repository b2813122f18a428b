package sharelora.engine.fused;

import sharelora.engine.ops.Flat;
import sharelora.engine.ops.Ops;
import sharelora.engine.ops.Worker;

/** Runs one shard after the other in the same arena. */
final class FusedWorker implements Worker {

    private final FusedFlat values;
    private final Arena arena = new Arena();
    private Shard shard;

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
        arena.reset();
        shard = new Shard(arena, values, gradient);
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
        arena.close();
    }
}
