import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteBufferDeserializer;
import sharelora.schemas.EvalResult;

/** Prints evaluation results as they come. Needs kafka-clients and the schemas jar, nothing else of ours. */
class ReadResults {
    public static void main(String[] arguments) throws Exception {
        var settings = Map.<String, Object>of(
                "bootstrap.servers", arguments[0],
                "group.id", "reports.results.cg",
                "auto.offset.reset", "earliest",
                "isolation.level", "read_committed");
        try (var consumer = new KafkaConsumer<>(settings, new ByteBufferDeserializer(), new ByteBufferDeserializer())) {
            consumer.subscribe(List.of("sharelora.public.eval-results.v1"));
            while (true) {
                for (var record : consumer.poll(Duration.ofSeconds(1))) {
                    EvalResult result = EvalResult.fromByteBuffer(record.value());
                    System.out.println(result.getJobId() + " " + result.getStep() + " " + result.getMetrics());
                }
            }
        }
    }
}
