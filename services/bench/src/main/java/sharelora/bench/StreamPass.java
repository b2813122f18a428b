package sharelora.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import sharelora.engine.batch.PackedBatch;
import sharelora.engine.training.Consumed;
import sharelora.engine.training.FineTuner;
import sharelora.engine.training.StateFile;

/** One pass over records, part by part: tokenize, pack, train, and store a snapshot of the state every so many steps. */
final class StreamPass {

    /** A job's default. */
    private static final int SNAPSHOT_EVERY = 20;

    private final FineTuner tuner;
    private final int batchRecords;
    private final Path state;
    private int records;
    private long tokens;
    private long nanos;
    private long processorNanos;
    private long snapshotNanos;
    private final List<StepFigures> figures = new ArrayList<>();

    /** @param state the file that snapshots are written to, each over the one before */
    StreamPass(FineTuner tuner, int batchRecords, Path state) {
        this.tuner = tuner;
        this.batchRecords = batchRecords;
        this.state = state;
    }

    /** Learns all records of a part; its last batch ends with it. */
    void learn(Material part) {
        long began = System.nanoTime();
        long processorBegan = ProcessorTime.nanos();
        for (int i = 0; i < part.records(); i += batchRecords) {
            PackedBatch batch = part.batch(i, Math.min(i + batchRecords, part.records()));
            long next = tuner.progress().nextOffset() + 1;
            Consumed consumed = new Consumed(next, batch.records(), List.of(), List.of());
            figures.add(StepFigures.of(tuner.step(batch, part.labels(), consumed)));
            records += batch.records();
            tokens += batch.tokens();
            if (tuner.progress().step() % SNAPSHOT_EVERY == 0 || i + batchRecords >= part.records()) {
                long before = System.nanoTime();
                StateFile.write(tuner.state(), state);
                snapshotNanos += System.nanoTime() - before;
            }
        }
        nanos += System.nanoTime() - began;
        processorNanos += ProcessorTime.nanos() - processorBegan;
    }

    /** Of each step, in order. */
    List<StepFigures> figures() {
        return List.copyOf(figures);
    }

    int records() {
        return records;
    }

    long tokens() {
        return tokens;
    }

    double seconds() {
        return nanos / 1e9;
    }

    /** Of all threads together. Other processes on the machine hardly change it. */
    double processorSeconds() {
        return processorNanos / 1e9;
    }

    /** Of the time, what went into snapshots, 0 to 1. */
    double snapshotShare() {
        return (double) snapshotNanos / nanos;
    }
}
