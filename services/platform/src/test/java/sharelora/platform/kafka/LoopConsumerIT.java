package sharelora.platform.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import sharelora.schemas.Example;
import sharelora.schemas.Topic;

class LoopConsumerIT {

    private static final Duration WAIT = Duration.ofMillis(100);

    private final Topic<Example> topic = SharedBroker.topic(1);
    private final Position place = new Position(topic.name(), 0);

    @Test
    void knowsHowMuchIsUnreadAsSoonAsItHasGoneBack() {
        // Given
        SharedBroker.writeExamples(topic, 0, 5);
        LoopConfig config = LoopConfig.of("test", "group." + UUID.randomUUID(), Set.of(topic.name()));
        try (LoopConsumer consumer = LoopConsumer.open(SharedBroker.kafka(), config)) {
            consumer.subscribe(config.topics());
            await().atMost(Duration.ofSeconds(30)).until(() -> readsToTheEnd(consumer));

            // When
            Rewound rewound = consumer.rewind();

            // Then
            assertThat(rewound).isEqualTo(new Rewound(Map.of(place, 0L), Set.of(place), List.of(), Map.of()));
            assertThat(consumer.unread(place)).hasValue(5);
        }
    }

    private boolean readsToTheEnd(LoopConsumer consumer) {
        consumer.poll(WAIT);
        if (consumer.changed() && consumer.joined()) {
            consumer.rewind();
        }
        return consumer.joined() && !consumer.changed() && consumer.next(place) == 5;
    }
}
