package sharelora.platform.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Collection;
import org.apache.avro.Schema;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import sharelora.platform.records.Framing;
import sharelora.platform.records.Received;
import sharelora.schemas.Topic;

class PartitionsTest {

    @Test
    void keepsTheBytesOfTheTopicBesideThoseThatAreToBeRead() {
        // Given
        byte[] onTheTopic = {0, 0, 0, 0, 7, 1, 2};

        // When
        Received framed = Partitions.received(new ConsumerRecord<>("t", 1, 9, null, onTheTopic), new FiveBytes());
        Received tombstone = Partitions.received(new ConsumerRecord<>("t", 1, 10, null, null), new FiveBytes());

        // Then
        assertThat(framed.raw()).isEqualTo(onTheTopic);
        assertThat(framed.value()).containsExactly(1, 2);
        assertThat(framed.place()).isEqualTo("t-1@9");
        assertThat(tombstone.raw()).isNull();
        assertThat(tombstone.value()).isNull();
    }

    /** A framing of five bytes in front of what is to be read. */
    private static final class FiveBytes implements Framing {

        @Override
        public void require(Collection<? extends Topic<?>> topics) {
            throw new UnsupportedOperationException();
        }

        @Override
        public byte[] framed(Topic<?> topic, byte[] singleObject) {
            throw new UnsupportedOperationException();
        }

        @Override
        public String schemaId(Topic<?> topic, Schema schema) {
            throw new UnsupportedOperationException();
        }

        @Override
        public byte[] singleObject(byte[] value) {
            return value == null ? null : Arrays.copyOfRange(value, 5, value.length);
        }
    }
}
