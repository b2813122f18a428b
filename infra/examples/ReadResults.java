import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteBufferDeserializer;
import sharelora.schemas.EvalResult;

/** Prints evaluation results as they come, in both framings. Needs kafka-clients and the schemas jar alone. */
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
                    try {
                        EvalResult result = EvalResult.fromByteBuffer(singleObject(record));
                        System.out.println(result.getJobId() + " " + result.getStep() + " " + result.getMetrics());
                    } catch (Exception e) {
                        System.err.println("offset " + record.offset() + " passed over: " + e);
                    }
                }
            }
        }
    }

    /** Confluent's framing is a zero byte and 4 bytes of id; which schema it is stands at the end of ce_dataschema, too. */
    private static ByteBuffer singleObject(ConsumerRecord<ByteBuffer, ByteBuffer> record) {
        ByteBuffer value = record.value();
        if (value.get(0) != 0) {
            return value;
        }
        String urn = new String(record.headers().lastHeader("ce_dataschema").value(), StandardCharsets.UTF_8);
        long fingerprint = Long.parseUnsignedLong(urn.substring(urn.lastIndexOf(':') + 1), 16);
        ByteBuffer body = value.slice(5, value.remaining() - 5);
        return ByteBuffer.allocate(10 + body.remaining())
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort((short) 0x01c3)
                .putLong(fingerprint)
                .put(body)
                .flip();
    }
}
