package sharelora.checkpointer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import sharelora.engine.adapter.lowrank.LowRankMethod;
import sharelora.engine.adapter.lowrank.LowRankSpec;
import sharelora.engine.batch.Task;
import sharelora.engine.format.safetensors.WrittenFile;
import sharelora.engine.head.HeadSpec;
import sharelora.engine.replay.ReplayBuffer;
import sharelora.engine.training.AverageSpec;
import sharelora.engine.training.FineTuneSpec;
import sharelora.engine.training.OffsetSpan;
import sharelora.engine.training.Progress;
import sharelora.engine.training.Schedule;
import sharelora.engine.training.StateFile;
import sharelora.engine.training.TrainingSpec;
import sharelora.engine.training.TrainingState;
import sharelora.fixtures.TinyBase;
import sharelora.platform.blobs.BlobFolder;
import sharelora.platform.blobs.BlobStore;
import sharelora.schemas.BlobNames;
import sharelora.schemas.KeptState;

/** States of jobs on a base of two layers, hidden size 16, whose adapter of rank 2 has 192 numbers and whose head 34. */
final class TinyStates {

    private static final int SIZE = 192 + 34;

    private final BlobStore blobs;
    private final Path folder;
    private final String base;
    private final String baseSha256;

    private TinyStates(BlobStore blobs, Path folder, String base, String baseSha256) {
        this.blobs = blobs;
        this.folder = folder;
        this.base = base;
        this.baseSha256 = baseSha256;
    }

    /** States of jobs on another base of the same sizes. */
    TinyStates on(String otherBase, String otherSha256) {
        return new TinyStates(blobs, folder, otherBase, otherSha256);
    }

    TinyStates(BlobStore blobs, Path folder) throws IOException {
        this.blobs = blobs;
        this.folder = folder;
        this.base = "tiny";
        this.baseSha256 = BlobFolder.publish(blobs, BlobNames.model(base), TinyBase.write(folder.resolve(base)));
    }

    /** Puts the job's state after that step into the store, as its trainer does. */
    KeptState store(String jobId, long step, boolean checkpoint, boolean last) {
        return store(jobId, state(step), checkpoint, last);
    }

    /** Puts a state of a job with an average, flagged, whose slow copy has the numbers of another step. */
    KeptState storeAveraged(String jobId, long step, AverageSpec average, long slowAt) {
        TrainingState plain = state(step);
        FineTuneSpec subject = subject(plain.subject().training().with(average));
        TrainingState state = new TrainingState(
                subject,
                plain.progress(),
                plain.values(),
                plain.mean(),
                plain.square(),
                numbers(slowAt),
                ReplayBuffer.EMPTY);
        return store(jobId, state, true, false);
    }

    private KeptState store(String jobId, TrainingState state, boolean checkpoint, boolean last) {
        long step = state.progress().step();
        Path file = folder.resolve(jobId + "-" + step);
        WrittenFile stored = StateFile.write(state, file);
        KeptState kept = new KeptState(step, stored.sha256(), stored.bytes(), step, checkpoint, last);
        blobs.put(BlobNames.state(jobId, kept), file);
        return kept;
    }

    private TrainingState state(long step) {
        FineTuneSpec subject = subject(new TrainingSpec(1e-2, Schedule.constant(2), 0.01, 1, 7, 2, false));
        List<OffsetSpan> learned = step == 0 ? List.of() : List.of(new OffsetSpan("batches", 0, 0, step));
        Progress progress = new Progress(step, step, step, 4 * step, 0, 0, learned, learned, List.of());
        return new TrainingState(subject, progress, numbers(step), new float[SIZE], new float[SIZE]);
    }

    private FineTuneSpec subject(TrainingSpec training) {
        return new FineTuneSpec(
                base,
                baseSha256,
                "4".repeat(64),
                Task.CLASSIFICATION,
                new LowRankSpec(LowRankMethod.SHARE_A, 2, 4, 0, List.of("query", "value")),
                HeadSpec.MEAN,
                training,
                List.of("bug", "question"));
    }

    private static float[] numbers(long seed) {
        Random random = new Random(seed);
        float[] numbers = new float[SIZE];
        for (int i = 0; i < SIZE; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return numbers;
    }
}
