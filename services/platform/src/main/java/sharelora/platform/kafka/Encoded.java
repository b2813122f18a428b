package sharelora.platform.kafka;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;
import sharelora.platform.examples.Shown;
import sharelora.platform.failure.FatalException;
import sharelora.platform.records.Codec;
import sharelora.platform.records.Framing;
import sharelora.platform.records.Outgoing;

/** An outgoing record in bytes. */
record Encoded(ProducerRecord<byte[], byte[]> record, int bytes) {

    static Encoded of(Outgoing<?> outgoing, Framing framing) {
        byte[] key = outgoing.key() == null ? null : outgoing.key().getBytes(StandardCharsets.UTF_8);
        byte[] value =
                outgoing.value() == null ? null : framing.framed(outgoing.topic(), Codec.encode(outgoing.value()));
        int bytes = (key == null ? 0 : key.length) + (value == null ? 0 : value.length);
        String topic = outgoing.topic().name();
        if (bytes > Clients.LARGEST_RECORD) {
            throw new FatalException(topic + ": record with key " + Shown.of(String.valueOf(outgoing.key())) + " has "
                    + bytes + " bytes, expected at most " + Clients.LARGEST_RECORD);
        }
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, key, value);
        if (outgoing.topic().isPublic() && outgoing.value() != null) {
            Headers.of(outgoing.topic(), outgoing.value(), framing)
                    .forEach((name, text) -> record.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
        }
        return new Encoded(record, bytes);
    }
}
