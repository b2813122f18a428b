package sharelora.predictor.compute;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import sharelora.platform.failure.TransientException;
import sharelora.platform.metrics.Metrics;

/**
 * The one thread of a process on which adapters answer, and are changed. Whoever asks bounds how much it asks at a time;
 * nothing is refused here.
 */
public final class ComputeThread implements AutoCloseable {

    private static final long LOOK_MS = 200;
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    private final Batching batching;
    private final ComputeMetrics metrics;
    private final Runnable left;
    private final LinkedBlockingQueue<Work> queue = new LinkedBlockingQueue<>();
    private final Promise<Void> ended = Promise.promise();
    private final Thread thread;
    private volatile boolean stopped;

    /** Taken from the queue, and belonging to the next batch. */
    private Work next;

    private ComputeThread(Batching batching, Metrics metrics, Runnable left) {
        this.batching = batching;
        this.left = left;
        this.metrics = ComputeMetrics.of(metrics);
        this.thread = Thread.ofPlatform().name("predictor-compute").daemon().unstarted(this::run);
    }

    /** So that every name is known from the start. */
    public static void declare(Metrics metrics) {
        ComputeMetrics.of(metrics);
    }

    /**
     * Starts it.
     *
     * @param left is run where a batch outlasts the end: the thread computes on
     */
    public static ComputeThread start(Batching batching, Metrics metrics, Runnable left) {
        ComputeThread compute = new ComputeThread(batching, metrics, left);
        compute.thread.start();
        return compute;
    }

    /**
     * Asks a job's adapter; all of these queries are answered by one checkpoint.
     *
     * @param waits whether other requests may be waited for
     * @return completes on the compute thread; whoever gives up completes it
     */
    public CompletableFuture<Answered> ask(ServedJob job, List<EncodedQuery> queries, boolean waits) {
        Ask ask = Ask.of(job, queries, waits);
        hand(ask);
        if (stopped) {
            ask.answered().completeExceptionally(new TransientException("the predictor has stopped"));
        }
        return ask.answered();
    }

    /** Has a job's adapter continue these texts; they finish on it whatever takes its place meanwhile. */
    public void ask(Continuing texts) {
        hand(texts);
        if (stopped) {
            texts.continued().completeExceptionally(new TransientException("the predictor has stopped"));
        }
    }

    /**
     * Asks several jobs' adapters the same; those of one base are computed in one batch.
     *
     * @return one for each job, in their order; each completes on the compute thread
     */
    public List<CompletableFuture<Answered>> ask(List<ServedJob> jobs, List<EncodedQuery> queries) {
        if (jobs.isEmpty()) {
            return List.of();
        }
        List<Ask> asks = jobs.stream().map(job -> Ask.of(job, queries, false)).toList();
        hand(new Work.Together(asks));
        if (stopped) {
            asks.forEach(
                    ask -> ask.answered().completeExceptionally(new TransientException("the predictor has stopped")));
        }
        return asks.stream().map(Ask::answered).toList();
    }

    /** Has that adapter, or none, answer for the job from the next batch on; the one before is closed. */
    public void swap(ServedJob job, Optional<ServedAdapter> adapter) {
        hand(new Work.Swap(() -> job.swap(adapter)));
    }

    private void hand(Work work) {
        queue.add(work);
        metrics.waiting().set(queue.size());
    }

    /** Fails where the process has no memory to go on with. */
    public Future<Void> ended() {
        return ended.future();
    }

    private void run() {
        try {
            while (!stopped) {
                Work first = next == null ? queue.poll(LOOK_MS, TimeUnit.MILLISECONDS) : next;
                next = null;
                switch (first) {
                    case null -> {}
                    case Work.Swap(Runnable change) -> change.run();
                    case Continuing texts ->
                        ContinuedTexts.gathered(texts, queue).answer(metrics);
                    case Ask ask -> answer(gathered(List.of(ask)));
                    case Work.Together(List<Ask> asks) -> answer(gathered(asks));
                }
                metrics.waiting().set(queue.size());
            }
            failAll(new TransientException("the predictor has stopped"));
            ended.tryComplete();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Throwable e) {
            // Whoever waits for the end must hear of it, an Error too.
            stopped = true;
            failAll(e);
            ended.tryFail(e);
        }
    }

    /** What is answered together with the first: what comes while it may wait, as long as there is room. */
    private List<Ask> gathered(List<Ask> first) throws InterruptedException {
        List<Ask> batch = new ArrayList<>(first);
        int tokens = first.stream().mapToInt(Ask::tokens).sum();
        boolean waits = first.stream().allMatch(Ask::waits);
        long until = first.getFirst().since() + batching.maxWait().toNanos();
        while (next == null && tokens < batching.maxTokens()) {
            long left = waits ? until - System.nanoTime() : 0;
            Work work = left > 0 ? queue.poll(left, TimeUnit.NANOSECONDS) : queue.poll();
            if (work instanceof Ask ask && tokens + ask.tokens() <= batching.maxTokens()) {
                batch.add(ask);
                tokens += ask.tokens();
                waits &= ask.waits();
            } else if (work == null) {
                break;
            } else {
                next = work;
            }
        }
        return batch;
    }

    private void answer(List<Ask> batch) {
        AskedJob.of(batch).forEach(together -> AskedJob.answer(together, metrics));
    }

    /** Changes are made all the same: they close adapters. */
    private void failAll(Throwable cause) {
        for (Work work = next == null ? queue.poll() : next; work != null; work = queue.poll()) {
            switch (work) {
                case Work.Swap(Runnable change) -> change.run();
                case Ask ask -> ask.answered().completeExceptionally(cause);
                case Continuing texts -> texts.continued().completeExceptionally(cause);
                case Work.Together(List<Ask> asks) ->
                    asks.forEach(ask -> ask.answered().completeExceptionally(cause));
            }
        }
        next = null;
    }

    /** Ends after the batch it is at; what waits fails. Idempotent. */
    @Override
    public void close() {
        stopped = true;
        try {
            if (!thread.join(PATIENCE)) {
                left.run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
