package sharelora.engine.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import sharelora.engine.Engines;
import sharelora.engine.ops.Engine;
import sharelora.engine.ops.Worker;

class ShardExecutorTest {

    private Engine engine;

    @BeforeEach
    void open() {
        engine = Engines.reference(DataType.FLOAT);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void givesResultsInTheOrderOfTheShards() {
        try (ShardExecutor executor = ShardExecutor.of(engine, engine.flat(1), 3)) {
            // When
            List<Integer> results = executor.compute(20, (worker, shard) -> shard * shard);
            // Then
            assertThat(results).hasSize(20).startsWith(0, 1, 4, 9).endsWith(361);
        }
    }

    @Test
    void aWorkerIsNeverOnTwoThreadsAtOnce() {
        try (ShardExecutor executor = ShardExecutor.of(engine, engine.flat(1), 2)) {
            // Given
            CountDownLatch both = new CountDownLatch(2);
            Set<Worker> workers = ConcurrentHashMap.newKeySet();
            // When
            List<Boolean> met = executor.compute(2, (worker, shard) -> {
                workers.add(worker);
                both.countDown();
                return arrived(both);
            });
            // Then
            assertThat(met).containsOnly(true);
            assertThat(workers).hasSize(2);
        }
    }

    @Test
    void throwsWhatTheFirstShardThrewAfterAllHaveEnded() {
        try (ShardExecutor executor = ShardExecutor.of(engine, engine.flat(1), 2)) {
            // Given
            AtomicInteger ended = new AtomicInteger();
            // When, Then
            assertThatThrownBy(() -> executor.compute(6, (worker, shard) -> {
                        ended.incrementAndGet();
                        if (shard % 2 == 1) {
                            throw new IllegalStateException("shard " + shard);
                        }
                        return shard;
                    }))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("shard 1");
            assertThat(ended).hasValue(6);
            assertThat(executor.compute(3, (worker, shard) -> shard)).containsExactly(0, 1, 2);
        }
    }

    @Test
    void endsWhatIsComputedWhenItIsDiscardedAndComputesNothingMore() {
        try (ShardExecutor executor = ShardExecutor.of(engine, engine.flat(1), 1)) {
            // Given
            AtomicInteger begun = new AtomicInteger();
            // When
            Throwable given = catchThrowable(() -> executor.compute(3, (worker, shard) -> {
                begun.incrementAndGet();
                executor.discard();
                assertThat(Thread.currentThread().isInterrupted()).isTrue();
                return shard;
            }));
            // Then
            assertThat(given).isInstanceOf(CancellationException.class);
            assertThat(begun).hasValue(1);
            assertThatThrownBy(() -> executor.compute(1, (worker, shard) -> shard))
                    .isInstanceOf(CancellationException.class);
        }
    }

    @Test
    void leavesNoThreadBehind() {
        // Given
        ShardExecutor executor = ShardExecutor.of(engine, engine.flat(1), 2);
        List<Thread> threads = executor.compute(2, (worker, shard) -> Thread.currentThread());
        // When
        executor.close();
        // Then
        assertThat(threads).noneMatch(ShardExecutorTest::runs);
    }

    @Test
    void needsAThread() {
        assertThatThrownBy(() -> ShardExecutor.of(engine, engine.flat(1), 0))
                .hasMessage("threads is 0, expected at least 1");
    }

    private static boolean arrived(CountDownLatch latch) {
        try {
            return latch.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A pool counts as ended a moment before its last thread is gone. */
    private static boolean runs(Thread thread) {
        try {
            return !thread.join(Duration.ofSeconds(30));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
