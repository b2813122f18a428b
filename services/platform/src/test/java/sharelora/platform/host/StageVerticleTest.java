package sharelora.platform.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StageVerticleTest {

    private final Vertx vertx = Vertx.vertx();
    private final List<String> events = new CopyOnWriteArrayList<>();
    private final Promise<Void> loop = Promise.promise();

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void opensInOrderAndClosesAgainstIt() {
        // Given
        Relay stage = new Relay("nothing");
        String id = StageDeployment.deploy(vertx, "relay", stage).await();

        // When
        vertx.undeploy(id).await();

        // Then
        assertThat(events).containsExactly("open source", "open sink", "close sink", "close source");
        assertThat(stage.ended().succeeded()).isTrue();
    }

    @Test
    void closesWhatWasOpenedWhenAStepFails() {
        // When / Then
        assertThatThrownBy(() -> StageDeployment.deploy(vertx, "relay", new Relay("sink"))
                        .await())
                .hasMessage("no sink");
        assertThat(events).containsExactly("open source", "close source");
    }

    @Test
    void closesTheRestWhenOnePartDoesNotClose() {
        // Given
        String id =
                StageDeployment.deploy(vertx, "relay", new Relay("close sink")).await();

        // When
        vertx.undeploy(id).await();

        // Then
        assertThat(events).containsExactly("open source", "open sink", "close source");
    }

    @Test
    void failsWhenAPartOfItCannotGoOn() {
        // Given
        Relay stage = new Relay("nothing");
        StageDeployment.deploy(vertx, "relay", stage).await();

        // When
        loop.fail("poisoned");

        // Then
        assertThatThrownBy(() -> stage.ended().await()).hasMessage("poisoned");
    }

    private final class Relay extends StageVerticle {

        private final String broken;

        Relay(String broken) {
            this.broken = broken;
        }

        @Override
        public Future<?> start() {
            return inOrder(this::openSource, this::openSink);
        }

        private void openSource() {
            open("source");
        }

        private void openSink() {
            open("sink");
            endsWith(loop.future());
        }

        private void open(String part) {
            if (broken.equals(part)) {
                throw new IllegalStateException("no " + part);
            }
            events.add("open " + part);
            opened(() -> {
                if (broken.equals("close " + part)) {
                    throw new IllegalStateException("no end of " + part);
                }
                events.add("close " + part);
            });
        }

        @Override
        public Duration idle() {
            return Duration.ZERO;
        }

        @Override
        public Future<Void> drain() {
            return Future.succeededFuture();
        }
    }
}
