package sharelora.platform.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import sharelora.platform.failure.FatalException;
import sharelora.platform.records.Outgoing;
import sharelora.schemas.Example;
import sharelora.schemas.Topic;

/** Topics that somebody else made with a lower limit than a record needs. */
class RecordLimitIT {

    private static final int LIMIT = 300_000;

    private final Random random = new Random(1);

    @Test
    void namesTopicSizeLimitAndSettingAndWritesWhatCameBeforeAlone() throws Exception {
        // Given
        Topic<Example> topic = topicOf(LIMIT);

        // When
        try (LogWriter writer = LogWriter.open(SharedBroker.kafka(), "test")) {
            writer.send(record(topic, "before", 100));
            assertThatThrownBy(() -> writer.send(record(topic, "large\u001b", 400_000)))
                    .isInstanceOf(RecordRefusedException.class)
                    .hasMessageMatching("topic " + topic.name() + " refuses a record of 400\\d\\d\\d bytes"
                            + " \\(key 'large\\\\u001b'\\): its max.message.bytes is 300000, expected 8388608 .*"
                            + "--entity-name " + topic.name() + " --add-config max.message.bytes=8388608");
        }

        // Then
        assertThat(ids(topic)).containsExactly("before");
    }

    @Test
    void writesLargeRecordsThatFitInTheirOrder() throws Exception {
        // Given
        Topic<Example> topic = topicOf(Clients.LARGEST_RECORD);

        // When
        try (LogWriter writer = LogWriter.open(SharedBroker.kafka(), "test")) {
            writer.send(record(topic, "a", 100));
            writer.send(record(topic, "b", 2_000_000));
            writer.send(record(topic, "c", 100));
            writer.flush();
        }

        // Then
        assertThat(ids(topic)).containsExactly("a", "b", "c");
    }

    @Test
    void saysTheSameOfARecordThatWasQueued() throws Exception {
        // Given
        Topic<Example> topic = topicOf(5_000);

        // When / Then
        try (LogWriter writer = LogWriter.open(SharedBroker.kafka(), "test")) {
            writer.send(record(topic, "small", 20_000));
            assertThatThrownBy(writer::flush)
                    .isInstanceOf(LogUnavailableException.class)
                    .hasMessageContaining("topic " + topic.name() + " refuses a record of 20")
                    .hasMessageContaining("its max.message.bytes is 5000");
        }
    }

    @Test
    void saysTheSameOfARecordInATransaction() throws Exception {
        // Given
        Topic<Example> topic = topicOf(5_000);

        // When / Then
        try (ExclusiveProducer producer = ExclusiveProducer.open(SharedBroker.kafka(), "lock-" + UUID.randomUUID())) {
            assertThatThrownBy(() -> producer.commit(List.of(record(topic, "one", 20_000)), Map.of(), "group"))
                    .isInstanceOf(LogUnavailableException.class)
                    .hasMessageContaining("cannot commit: topic " + topic.name() + " refuses a record of 20")
                    .hasMessageContaining("its max.message.bytes is 5000");
        }
    }

    @Test
    void aRecordThatNoTopicTakesIsNotSentAtAll() throws Exception {
        // Given
        Topic<Example> topic = topicOf(Clients.LARGEST_RECORD);

        // When / Then
        try (LogWriter writer = LogWriter.open(SharedBroker.kafka(), "test")) {
            assertThatThrownBy(() -> writer.send(record(topic, "huge\n", 9_000_000)))
                    .isInstanceOf(FatalException.class)
                    .hasMessageStartingWith(topic.name() + ": record with key huge\\u000a has 9000")
                    .hasMessageEndingWith("expected at most 8388608");
        }
    }

    /** Letters without a pattern, so that compression leaves most of them. */
    private Outgoing<Example> record(Topic<Example> topic, String id, int letters) {
        StringBuilder text = new StringBuilder(letters);
        for (int i = 0; i < letters; i++) {
            text.append((char) (' ' + random.nextInt(95)));
        }
        return Outgoing.of(
                topic,
                id,
                Example.newBuilder().setId(id).setText(text.toString()).build());
    }

    private static Topic<Example> topicOf(int limit) throws ExecutionException, InterruptedException {
        String name = "test." + UUID.randomUUID();
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", SharedBroker.kafka().bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(name, 1, (short) 1)
                            .configs(Map.of("max.message.bytes", Integer.toString(limit)))))
                    .all()
                    .get();
        }
        return new Topic<>(name, Example.class, 1, Optional.empty());
    }

    private static List<String> ids(Topic<Example> topic) {
        List<String> ids = new ArrayList<>();
        try (TopicReader reader = TopicReader.fromBeginning(SharedBroker.kafka(), topic.name())) {
            reader.readToEnd(record -> ids.add(SharedBroker.id(record)));
        }
        return ids;
    }
}
