package sharelora.evaluator.worker;

import java.time.Duration;
import java.util.Map;
import java.util.function.LongSupplier;
import sharelora.engine.model.BaseModel;
import sharelora.engine.ops.Arithmetic;
import sharelora.models.base.ArithmeticRecords;
import sharelora.models.base.BaseCache;
import sharelora.models.cache.RecentlyUsed;
import sharelora.platform.blobs.BlobMissingException;
import sharelora.platform.failure.FatalException;
import sharelora.platform.kafka.Backoff;
import sharelora.schemas.EvalTask;

/**
 * The bases of tasks. A base that cannot be opened is not tried again before its back-off (1 s to five minutes) is over:
 * a job with many tasks on a damaged base of some gigabytes would hold up the tasks of the others. Not thread-safe.
 */
final class TaskBases {

    private static final int MOST = 64;

    private final BaseCache bases;
    private final LongSupplier nanos;
    private final Map<String, Refused> refused = new RecentlyUsed<>(MOST);

    private static final class Refused {

        private final Backoff backoff = Backoff.patient();
        private long nextTry;
        private FatalException cause;
    }

    TaskBases(BaseCache bases, LongSupplier nanos) {
        this.bases = bases;
        this.nanos = nanos;
    }

    /**
     * The base in the task's arithmetic.
     *
     * @throws UnusableTaskException where the base is missing, damaged, or none that the engine computes, or where this
     *     machine cannot compute so
     */
    BaseModel of(EvalTask task) {
        Arithmetic arithmetic = arithmetic(task);
        String sha256 = task.getBaseSha256();
        String name = sha256 + " " + arithmetic;
        Refused before = refused.get(name);
        if (before != null && nanos.getAsLong() - before.nextTry < 0) {
            throw unusable(before.cause);
        }
        try {
            BaseModel base = bases.model(task.getBase(), sha256, arithmetic);
            refused.remove(name);
            return base;
        } catch (FatalException e) {
            Refused now = refused.computeIfAbsent(name, absent -> new Refused());
            Duration wait = now.backoff.failed();
            now.nextTry = nanos.getAsLong() + wait.toNanos();
            now.cause = e;
            throw unusable(e);
        }
    }

    private Arithmetic arithmetic(EvalTask task) {
        try {
            Arithmetic arithmetic = ArithmeticRecords.of(task);
            bases.require(arithmetic);
            return arithmetic;
        } catch (IllegalArgumentException e) {
            throw new UnusableTaskException("precision-unavailable", e);
        }
    }

    private static UnusableTaskException unusable(FatalException cause) {
        boolean missing = cause.getCause() instanceof BlobMissingException;
        return new UnusableTaskException(missing ? "base-missing" : "base-damaged", cause);
    }
}
