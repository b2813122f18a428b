package sharelora.evaluator.worker;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sharelora.models.batch.LeftOut;
import sharelora.platform.failure.TransientException;
import sharelora.platform.kafka.Delivery;
import sharelora.platform.kafka.LogWriter;
import sharelora.platform.kafka.ShareQueue;
import sharelora.platform.records.DeadLetters;
import sharelora.platform.records.UnreadableRecordException;
import sharelora.schemas.EvalTask;

/**
 * ShardRecords one task after the other. The answer is written before the task is acknowledged, so a worker that dies in
 * between repeats it, and whoever adds up takes the first of equal answers.
 *
 * <p>Three fates: what nobody can do is answered with its failure and buried; what does not work for now goes back to
 * the queue, and the worker waits; what fails in a way that nobody foresaw goes back too, and the worker goes on with the
 * next task. The queue drops a task silently after its last attempt, so that attempt begins with a dead letter.
 */
final class EvalTaskHandler {

    private static final Logger LOG = LoggerFactory.getLogger(EvalTaskHandler.class);
    private static final DeadLetters LETTERS = DeadLetters.of("worker");

    private final ShareQueue<EvalTask> queue;
    private final LogWriter writer;
    private final EvalWorker worker;
    private final ShardRecords answers;
    private final WorkerMetrics metrics;

    EvalTaskHandler(
            ShareQueue<EvalTask> queue,
            LogWriter writer,
            EvalWorker worker,
            ShardRecords answers,
            WorkerMetrics metrics) {
        this.queue = queue;
        this.writer = writer;
        this.worker = worker;
        this.answers = answers;
        this.metrics = metrics;
    }

    /** @throws TransientException where it did not work for now; the task is released, or the queue takes it back */
    void answer(Delivery<EvalTask> delivery) {
        EvalTask task;
        try {
            task = delivery.value();
        } catch (UnreadableRecordException e) {
            bury(delivery, LETTERS, "unreadable", e.getMessage());
            writer.flush();
            queue.reject(delivery);
            return;
        }
        if (delivery.last()) {
            bury(delivery, LETTERS.forJob(task.getJobId()), "last-attempt", "attempt " + delivery.attempt());
            writer.flush();
        }
        LockRenewal renewal = LockRenewal.start(queue.lockTime().dividedBy(3), () -> queue.renew(delivery));
        try (renewal) {
            work(delivery, task, renewal);
        } catch (TransientException e) {
            giveBack(delivery, task, renewal, e);
            throw e;
        } catch (RuntimeException | AssertionError e) {
            LOG.error(
                    "failed unforeseen task={} at={}",
                    task.getTaskId(),
                    delivery.record().place(),
                    e);
            giveBack(delivery, task, renewal, e);
            return;
        }
        renewal.check();
        queue.accept(delivery);
    }

    private void work(Delivery<EvalTask> delivery, EvalTask task, LockRenewal renewal) {
        long began = System.nanoTime();
        try {
            EvalWorker.Findings findings = worker.measure(task, renewal::check);
            double seconds = (System.nanoTime() - began) / 1e9;
            writer.send(answers.found(task, findings, seconds));
            metrics.seconds().observe(seconds);
            metrics.records().add(findings.records());
            tellLeftOut(task, findings.leftOut());
            metrics.shards().add(1, "measured");
        } catch (UnusableTaskException e) {
            LOG.warn("cannot be measured task={} reason={} cause={}", task.getTaskId(), e.reason(), e.getMessage());
            bury(delivery, LETTERS.forJob(task.getJobId()), e.reason(), e.getMessage());
            writer.send(answers.failed(task, e.reason() + ": " + e.getMessage(), (System.nanoTime() - began) / 1e9));
            metrics.shards().add(1, "unusable");
        }
        writer.flush();
    }

    private void tellLeftOut(EvalTask task, List<LeftOut> leftOut) {
        leftOut.forEach(each -> metrics.leftOut().add(1, each.reason()));
        if (!leftOut.isEmpty()) {
            LOG.warn(
                    "left out, the base cannot take them task={} records={} such as {}: {}",
                    task.getTaskId(),
                    leftOut.size(),
                    leftOut.getFirst().reason(),
                    leftOut.getFirst().detail());
        }
    }

    /** After the last attempt nobody tries again: the answer says so, and nobody has to wait for the deadline. */
    private void giveBack(Delivery<EvalTask> delivery, EvalTask task, LockRenewal renewal, Throwable cause) {
        if (renewal.lost()) {
            return; // the queue has it already
        }
        try {
            if (delivery.last()) {
                writer.send(answers.failed(task, "given up after " + delivery.attempt() + " attempts: " + cause, 0));
                writer.flush();
                queue.accept(delivery);
            } else {
                queue.release(delivery);
            }
            metrics.shards().add(1, "released");
        } catch (TransientException | IllegalStateException e) {
            // The queue takes it back by itself when its lock runs out; the cause of all this goes on to the caller.
            LOG.warn("not given back task={} cause={}", task.getTaskId(), e.toString());
        }
    }

    private void bury(Delivery<EvalTask> delivery, DeadLetters letters, String reason, String detail) {
        writer.send(letters.letter(delivery.record(), reason, detail));
        metrics.deadLetters().add(1, reason);
    }
}
