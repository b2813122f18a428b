package sharelora.platform.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
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

    static Stream<Arguments> questions() {
        return Stream.<Consumer<KafkaSettings>>of(settings -> TopicTable.read(settings, Topics.STREAMS), settings -> {
                    try (TopicAdmin admin = TopicAdmin.open(settings)) {
                        admin.exists(Topics.STREAMS.name());
                    }
                })
                .map(Arguments::of);
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
