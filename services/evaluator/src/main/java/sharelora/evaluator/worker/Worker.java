package sharelora.evaluator.worker;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import sharelora.engine.format.ModelFormatException;
import sharelora.engine.inference.LinearProbe;
import sharelora.engine.inference.Predictions;
import sharelora.engine.inference.Predictor;
import sharelora.engine.model.BaseModel;
import sharelora.engine.training.PackedBatch;
import sharelora.evaluator.model.Bases;
import sharelora.evaluator.model.Candidates;
import sharelora.evaluator.slice.Slice;
import sharelora.platform.blobs.BlobDamagedException;
import sharelora.platform.blobs.BlobMissingException;
import sharelora.platform.blobs.BlobStore;
import sharelora.schemas.EvalTask;
import sharelora.schemas.Measurement;
import sharelora.schemas.Subject;

/**
 * Measures one shard: what the candidate, the untouched base of step zero and the linear probe say of its records. What
 * it finds depends on the task and the blobs it names alone, up to the CPU's features. One thread at a time.
 */
final class Worker implements AutoCloseable {

    /** Records between two signs of life; part of no result. */
    private static final int CHUNK = 64;

    private final Bases bases;
    private final Candidates candidates;
    private final Suites suites;

    Worker(BlobStore blobs, Bases bases, int threads) {
        this.bases = bases;
        this.candidates = new Candidates(blobs, threads);
        this.suites = new Suites(blobs);
    }

    /**
     * What was found.
     *
     * @param targets true class of each record
     */
    record Findings(List<Integer> targets, List<Measurement> measurements) {}

    /**
     * Does the task.
     *
     * @param alive called now and then while it takes time
     * @throws UnusableTaskException where nobody can
     * @throws sharelora.platform.failure.FatalException where this process cannot: it has no base
     */
    Findings measure(EvalTask task, Runnable alive) {
        if (task.getRecords() == 0) {
            throw new UnusableTaskException(
                    "suite-empty", "no record was held out below the checkpoint's input of step " + task.getStep());
        }
        Slice slice = suites.slice(task.getSuiteSha256());
        BaseModel base = bases.base(task.getBase(), task.getBaseSha256());
        alive.run();
        try {
            Predictor candidate = candidates.predictor(base, task.getCheckpointId(), slice.labels());
            Optional<Predictor> stepZero = Optional.of(task.getStepZeroId())
                    .filter(id -> !id.isEmpty())
                    .map(id -> candidates.predictor(base, id, slice.labels()));
            Optional<LinearProbe> probe =
                    Optional.ofNullable(task.getProbeSha256()).map(suites::probe);
            return new Measuring(candidate, stepZero, probe).of(slice.cut(task.getFrom(), task.getTo()), alive);
        } catch (BlobMissingException e) {
            throw new UnusableTaskException("checkpoint-missing", e);
        } catch (BlobDamagedException | ModelFormatException e) {
            throw new UnusableTaskException("checkpoint-damaged", e);
        } catch (IllegalArgumentException e) {
            throw new UnusableTaskException("does-not-fit", e);
        }
    }

    @Override
    public void close() {
        candidates.close();
    }

    /** The three subjects of one task. */
    private record Measuring(Predictor candidate, Optional<Predictor> stepZero, Optional<LinearProbe> probe) {

        Findings of(PackedBatch shard, Runnable alive) {
            Tally ofCandidate = new Tally(Subject.CANDIDATE);
            Tally ofStepZero = new Tally(Subject.STEP_ZERO);
            Tally ofProbe = new Tally(Subject.LINEAR_PROBE);
            for (int from = 0; from < shard.records(); from += CHUNK) {
                PackedBatch chunk = part(shard, from, Math.min(shard.records(), from + CHUNK));
                add(ofCandidate, candidate.predict(chunk));
                stepZero.ifPresent(predictor -> add(ofStepZero, predictor.predict(chunk)));
                probe.ifPresent(linear -> {
                    float[][] features = candidate.features(chunk);
                    ofProbe.add(linear.predict(features), linear.losses(features, chunk.targets()));
                });
                alive.run();
            }
            List<Measurement> measurements = new ArrayList<>(List.of(ofCandidate.measurement()));
            stepZero.ifPresent(measured -> measurements.add(ofStepZero.measurement()));
            probe.ifPresent(measured -> measurements.add(ofProbe.measurement()));
            return new Findings(Arrays.stream(shard.targets()).boxed().toList(), List.copyOf(measurements));
        }

        private static void add(Tally tally, Predictions predictions) {
            tally.add(predictions.classes(), predictions.losses());
        }

        private static PackedBatch part(PackedBatch all, int from, int to) {
            int first = all.starts()[from];
            int[] starts = Arrays.copyOfRange(all.starts(), from, to + 1);
            Arrays.setAll(starts, i -> starts[i] - first);
            return new PackedBatch(
                    Arrays.copyOfRange(all.tokenIds(), first, all.starts()[to]),
                    starts,
                    Arrays.copyOfRange(all.targets(), from, to));
        }
    }
}
