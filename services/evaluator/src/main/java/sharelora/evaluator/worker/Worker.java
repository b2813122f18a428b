package sharelora.evaluator.worker;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
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
            return measuring(task, base, slice.labels()).of(slice.cut(task.getFrom(), task.getTo()), alive);
        } catch (BlobMissingException e) {
            throw new UnusableTaskException("checkpoint-missing", e);
        } catch (BlobDamagedException | ModelFormatException e) {
            throw new UnusableTaskException("checkpoint-damaged", e);
        } catch (IllegalArgumentException e) {
            throw new UnusableTaskException("does-not-fit", e);
        }
    }

    private Measuring measuring(EvalTask task, BaseModel base, List<String> labels) {
        Map<Subject, LinearProbe> linear = new EnumMap<>(Subject.class);
        Optional.ofNullable(task.getProbeSha256())
                .ifPresent(sha256 -> linear.put(Subject.LINEAR_PROBE, suites.probe(sha256)));
        Optional<Predictor> stepZero = Optional.empty();
        String stepZeroId = task.getStepZeroId();
        if (!stepZeroId.isEmpty()) {
            Optional<LinearProbe> head = candidates.headAlone(stepZeroId, labels);
            head.ifPresent(alone -> linear.put(Subject.STEP_ZERO, alone));
            stepZero = head.isPresent() ? stepZero : Optional.of(candidates.predictor(base, stepZeroId, labels));
        }
        return new Measuring(candidates.predictor(base, task.getCheckpointId(), labels), stepZero, linear);
    }

    @Override
    public void close() {
        candidates.close();
    }

    /**
     * The subjects of one task.
     *
     * @param stepZero where its adapter adds something to the base
     * @param linear those that are linear in the untouched base's features: one forward serves them all
     */
    private record Measuring(Predictor candidate, Optional<Predictor> stepZero, Map<Subject, LinearProbe> linear) {

        Findings of(PackedBatch shard, Runnable alive) {
            Map<Subject, Tally> tallies = new EnumMap<>(Subject.class);
            for (int from = 0; from < shard.records(); from += CHUNK) {
                PackedBatch chunk = part(shard, from, Math.min(shard.records(), from + CHUNK));
                add(tallies, Subject.CANDIDATE, candidate.predict(chunk));
                stepZero.ifPresent(predictor -> add(tallies, Subject.STEP_ZERO, predictor.predict(chunk)));
                float[][] features = linear.isEmpty() ? new float[0][] : candidate.features(chunk); // [S, D]
                linear.forEach((subject, model) -> add(
                        tallies,
                        subject,
                        new Predictions(model.predict(features), model.losses(features, chunk.targets()))));
                alive.run();
            }
            return new Findings(
                    Arrays.stream(shard.targets()).boxed().toList(),
                    tallies.values().stream().map(Tally::measurement).toList());
        }

        private static void add(Map<Subject, Tally> tallies, Subject subject, Predictions predictions) {
            tallies.computeIfAbsent(subject, Tally::new).add(predictions.classes(), predictions.losses());
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
