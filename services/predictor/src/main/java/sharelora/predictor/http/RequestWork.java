package sharelora.predictor.http;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Threads that read requests and turn texts to tokens. They are not the process's one worker, which may be loading an
 * adapter. No more waits for them than there may be open requests.
 */
public final class RequestWork implements Executor, AutoCloseable {

    private static final int THREADS = 2;
    private static final long IDLE_SECONDS = 10;

    private final ThreadPoolExecutor threads;

    /** Without a thread before the first request. */
    public RequestWork() {
        threads = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().name("predictor-request-", 1).daemon().factory());
        threads.allowCoreThreadTimeOut(true);
    }

    @Override
    public void execute(Runnable work) {
        threads.execute(work);
    }

    /** What is asked from now on is refused. */
    @Override
    public void close() {
        threads.shutdown();
    }
}
