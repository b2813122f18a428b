package sharelora.platform.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import sharelora.platform.failure.FatalException;
import sharelora.platform.failure.FencedException;
import sharelora.platform.failure.TransientException;
import sharelora.platform.http.HttpConfig;
import sharelora.platform.kafka.KafkaSettings;

@Timeout(30)
class HostTest {

    @TempDir
    Path blobs;

    private final List<String> calls = new ArrayList<>();

    @Test
    void drainsAndStopsAStageThatIsIdleForLongEnough() {
        // Given
        FakeStage stage = new FakeStage(calls);

        // When
        int code = Host.run(config(HttpConfig.loopback(0), Optional.of(Duration.ofMillis(1))), platform -> stage);

        // Then
        assertThat(code).isEqualTo(Exit.DONE);
        assertThat(calls).containsExactly("start", "drain", "stop");
    }

    @Test
    void exitsWithOneWhenTheStageCannotGoOn() {
        // Given
        FakeStage stage = new FakeStage(calls);
        stage.ended.fail(new FatalException("base minilm: no such model"));

        // When
        int code = Host.run(forever(), platform -> stage);

        // Then
        assertThat(code).isEqualTo(Exit.FATAL);
        assertThat(calls).containsExactly("start", "stop");
    }

    @Test
    void exitsWithThreeWhenAnotherProcessHasTakenOver() {
        // Given
        FakeStage stage = new FakeStage(calls);
        stage.ended.fail(new FencedException("job a", null));

        // When
        int code = Host.run(forever(), platform -> stage);

        // Then
        assertThat(code).isEqualTo(Exit.FENCED);
    }

    @Test
    void exitsWithOneWhenTheStageCannotStart() {
        // When
        int code = Host.run(forever(), platform -> {
            throw new FatalException("base minilm: no such model");
        });

        // Then
        assertThat(code).isEqualTo(Exit.FATAL);
    }

    @Test
    void triesAgainWithANewStageWhileTheBrokerDoesNotAnswer() {
        // Given
        AtomicInteger made = new AtomicInteger();

        // When
        int code = Host.run(config(HttpConfig.loopback(0), Optional.of(Duration.ofMillis(1))), platform -> {
            FakeStage stage = new FakeStage(calls);
            stage.startFailure = made.incrementAndGet() < 3 ? new TransientException("no answer") : null;
            return stage;
        });

        // Then
        assertThat(code).isEqualTo(Exit.DONE);
        assertThat(made).hasValue(3);
    }

    @Test
    void exitsWithOneWhenItsPortIsTaken() throws IOException {
        // Given
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            HttpConfig taken = HttpConfig.loopback(other.getLocalPort());

            // When
            int code = Host.run(config(taken, Optional.empty()), platform -> new FakeStage(calls));

            // Then
            assertThat(code).isEqualTo(Exit.FATAL);
            assertThat(calls).isEmpty();
        }
    }

    @Test
    void runsAStageOnAWorkerThreadOfItsOwn() {
        // Given
        FakeStage stage = new FakeStage(calls);

        // When
        int code = Host.run(config(HttpConfig.loopback(0), Optional.of(Duration.ofMillis(1))), platform -> stage);

        // Then
        assertThat(code).isZero();
        assertThat(stage.worker).isTrue();
    }

    private HostConfig forever() {
        return config(HttpConfig.loopback(0), Optional.empty());
    }

    private HostConfig config(HttpConfig http, Optional<Duration> untilIdle) {
        return new HostConfig("fake", KafkaSettings.of("127.0.0.1:1"), blobs.toUri(), http, untilIdle);
    }

    private static final class FakeStage extends VerticleBase implements Stage {

        private final List<String> calls;
        private final Promise<Void> ended = Promise.promise();
        private RuntimeException startFailure;
        private boolean worker;

        FakeStage(List<String> calls) {
            this.calls = calls;
        }

        @Override
        public Future<?> start() {
            worker = Context.isOnWorkerThread();
            if (startFailure != null) {
                return Future.failedFuture(startFailure);
            }
            calls.add("start");
            return Future.succeededFuture();
        }

        @Override
        public Future<?> stop() {
            calls.add("stop");
            return Future.succeededFuture();
        }

        @Override
        public Duration idle() {
            return Duration.ofSeconds(1);
        }

        @Override
        public Future<Void> drain() {
            calls.add("drain");
            return Future.succeededFuture();
        }

        @Override
        public Future<Void> ended() {
            return ended.future();
        }
    }
}
