package sharelora.platform.kafka;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import sharelora.platform.failure.FatalException;
import sharelora.schemas.Topics;

/**
 * Where brokers say that they are. A client reaches one of them at the bootstrap servers, is told these addresses, and goes
 * on with them alone: where they cannot be reached, every request runs out of time without saying which host it tried.
 */
final class AdvertisedListeners {

    private static final Duration PATIENCE = Duration.ofSeconds(3);

    /** Each may take three seconds, and whoever asks is waiting. */
    private static final int MOST_TRIED = 2;

    private AdvertisedListeners() {}

    /** What a failure of Kafka's clients says and, where it ran out of time, which told addresses nobody answers at. */
    static String words(KafkaSettings kafka, Exception failure) {
        return ranOutOfTime(failure) ? unreachable(kafka).orElseGet(failure::toString) : failure.toString();
    }

    /** The told addresses that cannot be reached, in words; empty where all can be, or none was told. */
    static Optional<String> unreachable(KafkaSettings kafka) {
        Map<String, String> unreachable = new TreeMap<>();
        told(kafka).forEach(address -> {
            try {
                BootstrapProbe.connect(address);
            } catch (IOException e) {
                unreachable.put(address, BootstrapProbe.reason(e));
            }
        });
        return Optional.of(unreachable)
                .filter(found -> !found.isEmpty())
                .map(found -> "the broker at " + kafka.bootstrapServers() + " says that brokers are at " + found
                        + ", which cannot be reached from here: expected advertised.listeners that clients can reach");
    }

    private static Stream<String> told(KafkaSettings kafka) {
        try (KafkaConsumer<byte[], byte[]> consumer = Clients.reader(kafka, "listeners")) {
            return consumer.partitionsFor(Topics.STREAMS.name(), PATIENCE).stream()
                    .flatMap(partition ->
                            Stream.concat(Stream.ofNullable(partition.leader()), Stream.of(partition.replicas())))
                    .filter(node -> !node.isEmpty() && !node.host().isEmpty())
                    .map(AdvertisedListeners::address)
                    .distinct()
                    .limit(MOST_TRIED);
        } catch (KafkaException | LogUnavailableException | FatalException e) {
            return Stream.empty(); // the failure that led here is told as it is
        }
    }

    private static String address(Node node) {
        return node.host().contains(":") ? "[" + node.host() + "]:" + node.port() : node.host() + ":" + node.port();
    }

    private static boolean ranOutOfTime(Throwable failure) {
        return failure instanceof org.apache.kafka.common.errors.TimeoutException
                || failure instanceof TimeoutException
                || (failure.getCause() != null && ranOutOfTime(failure.getCause()));
    }
}
