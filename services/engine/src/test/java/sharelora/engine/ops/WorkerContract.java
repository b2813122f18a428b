package sharelora.engine.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Workers: shards after each other and beside each other, and what a shard adds to a gradient. */
interface WorkerContract extends UnderTest {

    Size SIZE = new Size("worker", new int[] {3, 12, 1, 6, 20}, 32, 4, 48, 8, 4);

    @Test
    default void repeatsItsBitsAfterOtherShards() {
        try (Bench bench = new Bench(engine(), SIZE, 1)) {
            // Given
            Outcome first = Outcome.record(Chain.ENCODER, bench);
            Outcome.record(Chain.ENCODER, bench, bench.part(2, 3));
            Outcome.evaluate(Chain.ATTENTION, bench);

            // When
            Outcome again = Outcome.record(Chain.ENCODER, bench);

            // Then
            same(again, first);
        }
    }

    @Test
    default void givesUpAShardOnAnInterruptedThreadAndRepeatsItsBitsOnTheNext() {
        try (Bench bench = new Bench(engine(), SIZE, 1)) {
            // Given
            Outcome whole = Outcome.record(Chain.ENCODER, bench);

            // When
            Thread.currentThread().interrupt();
            Throwable given = catchThrowable(() -> Outcome.record(Chain.ENCODER, bench));

            // Then
            assertThat(Thread.interrupted()).isTrue();
            assertThat(given).isInstanceOf(CancellationException.class);
            same(Outcome.record(Chain.ENCODER, bench), whole);
        }
    }

    @Test
    default void sumsShardsToTheWholeBatch() {
        try (Bench bench = new Bench(engine(), SIZE, 2);
                Bench whole = new Bench(engine(), SIZE, 2)) {
            // Given
            Outcome expected = Outcome.record(Chain.ENCODER, whole);
            Outcome first = Outcome.record(Chain.ENCODER, bench, bench.part(0, 2));

            // When
            Outcome second = Outcome.record(Chain.ENCODER, bench, bench.part(2, 5));

            // Then
            Loss sum = new Loss(
                    first.loss().sum() + second.loss().sum(),
                    first.loss().correct() + second.loss().correct());
            Agreement.check(
                    new Outcome(expected.hidden(), expected.logits(), sum, second.gradients()),
                    expected,
                    2 * tolerance());
        }
    }

    @Test
    default void addsShardsByTheEngineAsInOneGradient() {
        try (Bench one = new Bench(engine(), SIZE, 3);
                Bench other = new Bench(engine(), SIZE, 3);
                Bench both = new Bench(engine(), SIZE, 3)) {
            // Given
            Outcome.record(Chain.ENCODER, one, one.part(0, 3));
            Outcome.record(Chain.ENCODER, other, other.part(3, 5));
            Outcome.record(Chain.ENCODER, both, both.part(0, 3));
            Outcome expected = Outcome.record(Chain.ENCODER, both, both.part(3, 5));

            // When
            engine().add(one.gradient(), other.gradient());

            // Then
            for (Parameter parameter : one.parameters()) {
                double[] sum = Agreement.doubles(one.gradient().read(parameter.offset(), parameter.size()));
                double[] direct = expected.gradients().get(parameter.name());
                Agreement.check(parameter.name(), sum, direct, Math.max(2 * tolerance(), 1e-7), 1e-3);
            }
        }
    }

    @Test
    default void computesTheSameBitsBesideAnotherWorker() throws Exception {
        try (Bench one = new Bench(engine(), SIZE, 4);
                Bench other = new Bench(engine(), SIZE, 4);
                ExecutorService threads = Executors.newFixedThreadPool(2)) {
            // Given
            Outcome alone = Outcome.record(Chain.ENCODER, one);
            Outcome.record(Chain.ENCODER, other);

            for (int round = 0; round < 20; round++) {
                // When
                List<Future<Outcome>> beside = threads.invokeAll(
                        List.of(() -> Outcome.record(Chain.ENCODER, one), () -> Outcome.record(Chain.ENCODER, other)));

                // Then
                for (Future<Outcome> outcome : beside) {
                    same(outcome.get(), alone);
                }
            }
        }
    }

    @Test
    default void givesNaNOnToTheNorm() {
        for (Chain chain : Chain.values()) {
            try (Bench bench = new Bench(engine(), SIZE, 5)) {
                // Given
                Outcome.evaluate(chain, bench);
                bench.values().set(bench.parameters().getFirst().offset(), Double.NaN);

                // When
                Outcome outcome = Outcome.record(chain, bench);

                // Then
                assertThat(outcome.loss().sum()).as(chain + "'s loss").isNaN();
                assertThat(engine().norm(bench.gradient()))
                        .as(chain + "'s norm")
                        .isNaN();
            }
        }
    }

    private static void same(Outcome actual, Outcome expected) {
        assertThat(actual.hidden()).containsExactly(expected.hidden());
        assertThat(actual.logits()).containsExactly(expected.logits());
        assertThat(actual.loss()).isEqualTo(expected.loss());
        expected.gradients()
                .forEach((name, gradient) ->
                        assertThat(actual.gradients().get(name)).as(name).containsExactly(gradient));
    }
}
