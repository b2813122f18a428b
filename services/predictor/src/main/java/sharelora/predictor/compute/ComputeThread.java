package sharelora.predictor.compute;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sharelora.platform.failure.TransientException;
import sharelora.platform.metrics.Metrics;

/**
 * The one thread of a process on which adapters answer, and are changed. Whoever asks bounds how much it asks at a time;
 * nothing is refused here.
 */
public final class ComputeThread implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ComputeThread.class);
    private static final long LOOK_MS = 200;
    private static final long PATIENCE_MS = 8_000;

    private final Batching batching;
    private final ComputeMetrics metrics;
    private final LinkedBlockingQueue<Work> queue = new LinkedBlockingQueue<>();
    private final Promise<Void> ended = Promise.promise();
    private final Thread thread;
    private volatile boolean stopped;

    /** Taken from the queue, and belonging to the next batch. */
    private Work next;

    private ComputeThread(Batching batching, Metrics metrics) {
        this.batching = batching;
        this.metrics = ComputeMetrics.of(metrics);
        this.thread = Thread.ofPlatform().name("predictor-compute").daemon().unstarted(this::run);
    }

    /** So that every name is known from the start. */
    public static void declare(Metrics metrics) {
        ComputeMetrics.of(metrics);
    }

    public static ComputeThread start(Batching batching, Metrics metrics) {
        ComputeThread compute = new ComputeThread(batching, metrics);
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
                    case Ask ask -> answer(gathered(ask));
                    case Continuing texts ->
                        ContinuedTexts.gathered(texts, queue).answer(metrics);
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
    private List<Ask> gathered(Ask first) throws InterruptedException {
        List<Ask> batch = new ArrayList<>(List.of(first));
        int tokens = first.tokens();
        boolean waits = first.waits();
        long until = first.since() + batching.maxWait().toNanos();
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
        Map<ServedJob, List<Ask>> byJob = new LinkedHashMap<>();
        for (Ask ask : batch) {
            if (!ask.answered().isDone()) {
                byJob.computeIfAbsent(ask.job(), absent -> new ArrayList<>()).add(ask);
            }
        }
        byJob.forEach(this::answer);
    }

    private void answer(ServedJob job, List<Ask> asks) {
        try {
            Optional<ServedAdapter> adapter = job.adapter();
            if (adapter.isEmpty()) {
                asks.forEach(ask -> ask.answered().complete(Answered.BY_NOBODY));
                return;
            }
            answer(adapter.get(), job, asks);
        } catch (RuntimeException | AssertionError e) {
            LOG.error("failed unforeseen stage=predictor job={}", job.jobId(), e);
            TransientException failure = new TransientException("job " + job.jobId() + " cannot be asked: " + e, e);
            asks.forEach(ask -> ask.answered().completeExceptionally(failure));
        }
    }

    private void answer(ServedAdapter adapter, ServedJob job, List<Ask> asks) {
        List<EncodedQuery> queries =
                asks.stream().flatMap(ask -> ask.queries().stream()).toList();
        long began = System.nanoTime();
        List<Answer> answers = adapter.answers(queries);
        long read = queries.stream().mapToLong(EncodedQuery::length).sum();
        metrics.computed(job.jobId(), queries.size(), read, (System.nanoTime() - began) / 1e9);
        int from = 0;
        for (Ask ask : asks) {
            int to = from + ask.queries().size();
            ask.answered().complete(new Answered(Optional.of(adapter.checkpoint()), answers.subList(from, to)));
            from = to;
        }
    }

    /** Changes are made all the same: they close adapters. */
    private void failAll(Throwable cause) {
        for (Work work = next == null ? queue.poll() : next; work != null; work = queue.poll()) {
            switch (work) {
                case Work.Swap(Runnable change) -> change.run();
                case Ask ask -> ask.answered().completeExceptionally(cause);
                case Continuing texts -> texts.continued().completeExceptionally(cause);
            }
        }
        next = null;
    }

    /** Ends after the batch it is at; what waits fails. Idempotent. */
    @Override
    public void close() {
        stopped = true;
        try {
            thread.join(PATIENCE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
