package sharelora.engine.batch;

import sharelora.engine.ops.Flat;
import sharelora.engine.ops.Ops;
import sharelora.engine.ops.Worker;

/** A worker of somebody else's that computes with the numbers of another vector. */
record ReadingWorker(Worker worker, Flat values) implements Worker {

    @Override
    public Ops record(Flat gradient) {
        throw new IllegalStateException("shared workers only compute: expected a worker of its own to record with");
    }

    @Override
    public Ops evaluate() {
        return worker.evaluate().reading(values);
    }

    /** Whoever made the worker closes it. */
    @Override
    public void close() {}
}
