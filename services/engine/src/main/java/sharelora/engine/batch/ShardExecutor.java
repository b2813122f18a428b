package sharelora.engine.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import sharelora.engine.ops.Engine;
import sharelora.engine.ops.Flat;
import sharelora.engine.ops.Worker;

/**
 * A fixed number of threads that compute shards, each shard on one thread with one engine worker. Which thread takes
 * which shard has no influence on any result.
 */
public final class ShardExecutor implements AutoCloseable {

    private final ExecutorService threads;
    private final Queue<Worker> idle;
    private final Optional<Flat> others;

    private ShardExecutor(ExecutorService threads, Queue<Worker> idle, Optional<Flat> others) {
        this.threads = threads;
        this.idle = idle;
        this.others = others;
    }

    /**
     * Starts the threads.
     *
     * @param values the vector that the workers read trainable values from
     * @param threads at least 1
     */
    public static ShardExecutor of(Engine engine, Flat values, int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads is " + threads + ", expected at least 1");
        }
        ShardExecutor executor = new ShardExecutor(
                Executors.newFixedThreadPool(
                        threads, Thread.ofPlatform().daemon().name("shard-", 0).factory()),
                new ConcurrentLinkedQueue<>(),
                Optional.empty());
        for (int i = 0; i < threads; i++) {
            executor.idle.add(engine.worker(values));
        }
        return executor;
    }

    /** Threads for models that bring their numbers with them: see {@link #reading}. */
    public static ShardExecutor shared(Engine engine, int threads) {
        return of(engine, engine.flat(1), threads);
    }

    /**
     * The same threads and workers, which only compute, with the numbers of another vector. It is not to be closed: the
     * threads are those of whoever made them.
     */
    public ShardExecutor reading(Flat values) {
        return new ShardExecutor(threads, idle, Optional.of(values));
    }

    /**
     * Computes every shard; returns when all have ended, also when some failed, so that no thread still writes.
     *
     * @param work what to do with a worker and the index of a shard
     * @return the results in the order of the shards
     * @throws CancellationException where {@link #discard} was called
     * @throws RuntimeException or Error what the first shard that failed has thrown
     */
    public <T> List<T> compute(int shards, BiFunction<Worker, Integer, T> work) {
        List<Callable<T>> tasks = new ArrayList<>();
        for (int i = 0; i < shards; i++) {
            int shard = i;
            tasks.add(() -> withWorker(shard, work));
        }
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> future : threads.invokeAll(tasks)) {
                results.add(future.get());
            }
            return results;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while computing", e);
        } catch (ExecutionException e) {
            throw unwrapped(e);
        } catch (RejectedExecutionException e) {
            throw cancelled(e);
        }
    }

    /**
     * Cancels the running shards, which end after their current operation; nothing can be computed any more. Any thread may
     * call this.
     */
    public void discard() {
        threads.shutdownNow().stream()
                .filter(Future.class::isInstance)
                .map(Future.class::cast)
                .forEach(waiting -> waiting.cancel(false));
    }

    private static CancellationException cancelled(Exception cause) {
        CancellationException cancelled = new CancellationException("discarded");
        cancelled.initCause(cause);
        return cancelled;
    }

    private <T> T withWorker(int shard, BiFunction<Worker, Integer, T> work) {
        Worker worker = idle.remove(); // there is one for each thread
        try {
            return work.apply(
                    others.<Worker>map(values -> new ReadingWorker(worker, values))
                            .orElse(worker),
                    shard);
        } finally {
            idle.add(worker);
        }
    }

    /** Unwraps the shard's own exception, so that callers need not know of threads. */
    private static RuntimeException unwrapped(ExecutionException e) {
        if (e.getCause() instanceof Error error) {
            throw error;
        }
        return e.getCause() instanceof RuntimeException runtime ? runtime : new IllegalStateException(e.getCause());
    }

    /**
     * Waits for shards still being computed, then ends the threads and frees the workers' memory; does nothing where these
     * are another's.
     */
    @Override
    public void close() {
        if (others.isPresent()) {
            return;
        }
        threads.shutdown();
        boolean interrupted = false;
        boolean ended = false;
        while (!ended) {
            try {
                ended = threads.awaitTermination(1, TimeUnit.DAYS);
            } catch (InterruptedException e) {
                // A running shard must not lose its memory: wait, and restore the interrupt afterwards.
                interrupted = true;
            }
        }
        for (Worker worker = idle.poll(); worker != null; worker = idle.poll()) {
            worker.close();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
