package sharelora.platform.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import sharelora.schemas.Example;
import sharelora.schemas.Topic;

class ShareQueueIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String group = "workers-" + UUID.randomUUID();
    private final Topic<Example> tasks = SharedBroker.topic(1);

    @Test
    void lendsTasksThatWereWrittenBeforeItsFirstWorkerOneAtATime() {
        // Given
        SharedBroker.writeExamples(tasks, 0, 3);

        // When
        Set<String> done = new HashSet<>();
        try (ShareQueue<Example> queue = open()) {
            while (done.size() < 3) {
                Delivery<Example> delivery = take(queue);
                done.add(delivery.value().getId());
                queue.accept(delivery);
            }
        }

        // Then
        assertThat(done).containsExactlyInAnyOrder("0", "1", "2");
    }

    @Test
    void lendsAReleasedTaskAgainAndCounts() {
        // Given
        SharedBroker.writeExamples(tasks, 0, 1);
        try (ShareQueue<Example> queue = open()) {
            Delivery<Example> first = take(queue);

            // When
            queue.release(first);

            // Then
            Delivery<Example> second = take(queue);
            assertThat(first.attempt()).isEqualTo(1);
            assertThat(second.attempt()).isEqualTo(2);
            assertThat(second.value()).isEqualTo(first.value());
            assertThat(second.last()).isFalse();
            queue.accept(second);
        }
    }

    @Test
    void handsTheTaskOfAWorkerThatLeavesToAnother() {
        // Given
        SharedBroker.writeExamples(tasks, 0, 1);
        try (ShareQueue<Example> leaving = open()) {
            take(leaving);
        }

        // When
        try (ShareQueue<Example> queue = open()) {
            Delivery<Example> again = take(queue);

            // Then
            assertThat(again.value().getId()).isEqualTo("0");
            queue.accept(again);
        }
    }

    @Test
    void keepsARenewedTaskAndTakesItsAnswer() {
        // Given
        SharedBroker.writeExamples(tasks, 0, 2);
        try (ShareQueue<Example> queue = open()) {
            Delivery<Example> first = take(queue);

            // When
            queue.renew(first);
            queue.renew(first);

            // Then
            queue.accept(first);
            Delivery<Example> next = take(queue);
            assertThat(next.value().getId()).isNotEqualTo(first.value().getId());
            assertThat(next.attempt()).isEqualTo(1);
            queue.accept(next);
            assertThat(queue.take(Duration.ofMillis(500))).isEmpty();
        }
    }

    @Test
    void takesNoAnswerToATaskThatIsNotLent() {
        // Given
        SharedBroker.writeExamples(tasks, 0, 1);
        try (ShareQueue<Example> queue = open()) {
            Delivery<Example> delivery = take(queue);
            queue.reject(delivery);

            // When / Then
            assertThatThrownBy(() -> queue.accept(delivery)).isInstanceOf(IllegalStateException.class);
        }
    }

    private ShareQueue<Example> open() {
        return ShareQueue.open(SharedBroker.kafka(), group, tasks);
    }

    private static Delivery<Example> take(ShareQueue<Example> queue) {
        AtomicReference<Delivery<Example>> taken = new AtomicReference<>();
        await().atMost(PATIENCE).until(() -> {
            Optional<Delivery<Example>> delivery = queue.take(Duration.ofSeconds(1));
            delivery.ifPresent(taken::set);
            return delivery.isPresent();
        });
        return taken.get();
    }
}
