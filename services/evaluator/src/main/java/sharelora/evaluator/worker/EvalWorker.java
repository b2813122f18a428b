package sharelora.evaluator.worker;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sharelora.engine.format.ModelFormatException;
import sharelora.engine.model.BaseModel;
import sharelora.evaluator.task.ResultId;
import sharelora.evaluator.task.TaskEvaluation;
import sharelora.evaluator.task.TrueAnswers;
import sharelora.models.base.BaseCache;
import sharelora.models.batch.LeftOut;
import sharelora.models.checkpoint.CheckpointCache;
import sharelora.models.suite.ContinuedPrompts;
import sharelora.models.suite.Slice;
import sharelora.models.suite.SlicePart;
import sharelora.platform.blobs.BlobConflictException;
import sharelora.platform.blobs.BlobDamagedException;
import sharelora.platform.blobs.BlobMissingException;
import sharelora.platform.blobs.BlobStore;
import sharelora.platform.failure.FatalException;
import sharelora.platform.failure.TransientException;
import sharelora.schemas.BlobNames;
import sharelora.schemas.EvalTask;
import sharelora.schemas.Measurement;

/**
 * Measures one shard: what the candidate, the promoted checkpoint, the untouched base of step zero and the linear probe
 * say of its records. What it finds depends on the task and the blobs it names alone, up to the CPU's features. One thread at a time.
 */
final class EvalWorker implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EvalWorker.class);

    private final BlobStore blobs;
    private final TaskBases bases;
    private final CheckpointCache checkpoints;
    private final Suites suites;
    private final ShardEvaluator evaluator;

    EvalWorker(BlobStore blobs, BaseCache bases, int threads) {
        this.blobs = blobs;
        this.bases = new TaskBases(bases, System::nanoTime);
        this.checkpoints = new CheckpointCache(blobs, threads);
        this.suites = new Suites(blobs);
        this.evaluator = new ShardEvaluator(checkpoints, suites);
    }

    /**
     * What was found of a shard.
     *
     * @param answers what its records are truly to be answered with
     * @param leftOut its records that the base cannot take: nobody was measured on them
     * @param engine that computed it, with libraries and versions
     */
    record Findings(TrueAnswers answers, List<Measurement> measurements, List<LeftOut> leftOut, String engine) {

        /** How many records were measured. */
        int records() {
            return answers.targets().size();
        }
    }

    /**
     * Does the task.
     *
     * @param alive called now and then while it takes time; throws where the work is in vain
     * @throws UnusableTaskException where nobody can
     */
    Findings measure(EvalTask task, Runnable alive) {
        if (task.getRecords() == 0) {
            throw new UnusableTaskException(
                    "suite-empty", "no record was held out below the checkpoint's input of step " + task.getStep());
        }
        Slice slice = suites.slice(task.getSuiteSha256());
        BaseModel base = bases.of(task);
        alive.run();
        try {
            SlicePart shard = slice.cut(task.getFrom(), task.getTo(), base.shape());
            TrueAnswers answers = shard.records()
                    .map(records -> TaskEvaluation.of(records.targets().task()).trueAnswers(records))
                    .orElse(TrueAnswers.NONE);
            ShardEvaluator.Said said = evaluator.measurements(task, base, shard, alive);
            keep(task, said.continued());
            return new Findings(
                    answers, said.measurements(), shard.leftOut(), base.engine().description());
        } catch (BlobMissingException e) {
            throw new UnusableTaskException("checkpoint-missing", e);
        } catch (BlobDamagedException | ModelFormatException e) {
            throw new UnusableTaskException("checkpoint-damaged", e);
        } catch (IllegalArgumentException e) {
            throw new UnusableTaskException("does-not-fit", e);
        }
    }

    /**
     * For people to look at. A worker measures all the same where another machine said something else before, where there is
     * no room, or where it may not write.
     */
    private void keep(EvalTask task, ContinuedPrompts continued) {
        if (task.getShard() == 0 && !continued.prompts().isEmpty()) {
            String key = BlobNames.continuations(ResultId.of(task));
            try {
                blobs.put(key, continued.bytes());
            } catch (BlobConflictException | TransientException | FatalException e) {
                LOG.info("continuations are not kept blob={} cause={}", key, e.getMessage());
            }
        }
    }

    @Override
    public void close() {
        checkpoints.close();
    }
}
