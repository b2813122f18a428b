package sharelora.platform.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import sharelora.broker.BrokerConfig;
import sharelora.broker.EmbeddedBroker;
import sharelora.schemas.Topics;

/** A broker that is reached at the bootstrap servers, and says that it is somewhere else. */
class AdvertisedListenersIT {

    private static final String ELSEWHERE = "nowhere.invalid:9092";

    /** For clients that would wait for a quarter of a minute, or a whole one. */
    private static final Map<String, String> HURRIED =
            Map.of("default.api.timeout.ms", "2000", "request.timeout.ms", "1500");

    @TempDir
    private static Path folder;

    private static EmbeddedBroker broker;
    private static KafkaSettings kafka;

    @BeforeAll
    static void restartWithAnotherAddress() {
        int port;
        try (EmbeddedBroker right = EmbeddedBroker.start(new BrokerConfig(folder, 0))) {
            kafka = KafkaSettings.of(right.bootstrapServers());
            port = Integer.parseInt(right.bootstrapServers().replaceFirst(".*:", ""));
            assertThat(AdvertisedListeners.unreachable(kafka))
                    .as("before there are topics")
                    .isEmpty();
            try (TopicAdmin admin = TopicAdmin.open(kafka)) {
                admin.create(Topics.shared());
            }
            assertThat(AdvertisedListeners.unreachable(kafka))
                    .as("where all is well")
                    .isEmpty();
        }
        broker = EmbeddedBroker.start(new BrokerConfig(folder, port, Optional.of(ELSEWHERE)));
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    /** Reading, asking for as long as the client tries, and giving up while it still does. */
    static Stream<Arguments> questions() {
        return Stream.<Consumer<KafkaSettings>>of(
                        settings -> TopicTable.read(settings.with(HURRIED), Topics.STREAMS),
                        settings -> exists(TopicAdmin.open(settings.with(HURRIED))),
                        settings -> exists(TopicAdmin.open(settings, Duration.ofSeconds(1))))
                .map(Arguments::of);
    }

    private static void exists(TopicAdmin opened) {
        try (TopicAdmin admin = opened) {
            admin.exists(Topics.STREAMS.name());
        }
    }

    @ParameterizedTest
    @MethodSource("questions")
    void whoeverAsksIsToldBothAddresses(Consumer<KafkaSettings> question) {
        // When
        LogUnavailableException failure =
                catchThrowableOfType(LogUnavailableException.class, () -> question.accept(kafka));

        // Then
        assertThat(failure)
                .hasMessageContaining("the broker at " + kafka.bootstrapServers() + " says that brokers are at {"
                        + ELSEWHERE + "=unknown host}")
                .hasMessageContaining("advertised.listeners");
    }

    @Test
    void otherFailuresAreToldAsTheyAre() {
        assertThat(AdvertisedListeners.words(kafka, new IllegalStateException("another")))
                .contains("another");
        assertThat(AdvertisedListeners.unreachable(KafkaSettings.of("127.0.0.1:1")))
                .isEmpty();
    }
}
