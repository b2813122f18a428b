package sharelora.engine.reference;

import sharelora.engine.ops.Flat;
import sharelora.engine.ops.Ops;
import sharelora.engine.ops.Worker;

/** Opens one tape after the other; each frees the one before. */
final class ReferenceWorker implements Worker {

    private final FlatArray values;
    private Tape tape;

    ReferenceWorker(FlatArray values) {
        this.values = values;
    }

    @Override
    public Ops record(Flat gradient) {
        FlatArray target = ReferenceEngine.own(FlatArray.class, gradient);
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

    private Ops next(FlatArray gradient) {
        close();
        tape = new Tape(values, gradient);
        return new ReferenceOps(tape);
    }

    @Override
    public void close() {
        if (tape != null) {
            tape.close();
            tape = null;
        }
    }
}
