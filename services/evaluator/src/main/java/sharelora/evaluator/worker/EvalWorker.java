package sharelora.evaluator.worker;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import sharelora.engine.batch.PackedBatch;
import sharelora.engine.batch.Targets;
import sharelora.engine.format.ModelFormatException;
import sharelora.engine.model.BaseModel;
import sharelora.models.base.BaseCache;
import sharelora.models.checkpoint.CheckpointCache;
import sharelora.models.suite.Slice;
import sharelora.platform.blobs.BlobDamagedException;
import sharelora.platform.blobs.BlobMissingException;
import sharelora.platform.blobs.BlobStore;
import sharelora.schemas.EvalTask;
import sharelora.schemas.Measurement;

/**
 * Measures one shard: what the candidate, the promoted checkpoint, the untouched base of step zero and the linear probe
 * say of its records. What it finds depends on the task and the blobs it names alone, up to the CPU's features. One thread at a time.
 */
final class EvalWorker implements AutoCloseable {

    private final BaseCache bases;
    private final CheckpointCache candidates;
    private final Suites suites;
    private final ShardEvaluator exam;

    EvalWorker(BlobStore blobs, BaseCache bases, int threads) {
        this.bases = bases;
        this.candidates = new CheckpointCache(blobs, threads);
        this.suites = new Suites(blobs);
        this.exam = new ShardEvaluator(candidates, suites);
    }

    /**
     * What was found.
     *
     * @param targets true class of each record; 0 where the task is not classification
     * @param scores true value of each record; none where the task is not regression
     * @param asked tokens of each record that were to be said; none where the task is not generation
     */
    record Findings(List<Integer> targets, List<Double> scores, List<Integer> asked, List<Measurement> measurements) {

        private static Findings of(PackedBatch shard, List<Measurement> measurements) {
            Targets targets = shard.targets();
            int[] classes = targets instanceof Targets.Classes(int[] known) ? known : new int[targets.records()];
            double[] scores = targets instanceof Targets.Scores(double[] known) ? known : new double[0];
            return new Findings(
                    Arrays.stream(classes).boxed().toList(),
                    Arrays.stream(scores).boxed().toList(),
                    targets instanceof Targets.Completions
                            ? IntStream.range(0, shard.records())
                                    .mapToObj(shard::asked)
                                    .toList()
                            : List.of(),
                    measurements);
        }
    }

    /**
     * Does the task.
     *
     * @param alive called now and then while it takes time; throws where the work is in vain
     * @throws UnusableTaskException where nobody can
     * @throws sharelora.platform.failure.FatalException where this process cannot: it has no base
     */
    Findings measure(EvalTask task, Runnable alive) {
        if (task.getRecords() == 0) {
            throw new UnusableTaskException(
                    "suite-empty", "no record was held out below the checkpoint's input of step " + task.getStep());
        }
        Slice slice = suites.slice(task.getSuiteSha256());
        BaseModel base = bases.model(task.getBase(), task.getBaseSha256());
        alive.run();
        try {
            PackedBatch shard = slice.cut(task.getFrom(), task.getTo());
            return Findings.of(shard, exam.measurements(task, base, slice, shard, alive));
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
}
