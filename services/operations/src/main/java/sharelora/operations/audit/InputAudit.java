package sharelora.operations.audit;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import sharelora.operations.retention.LostRecords;
import sharelora.operations.topics.TopicRecords;
import sharelora.platform.kafka.KafkaSettings;
import sharelora.platform.kafka.Position;
import sharelora.platform.kafka.TopicAdmin;
import sharelora.schemas.Groups;
import sharelora.schemas.TokenBatch;
import sharelora.schemas.Topic;
import sharelora.schemas.Topics;

/** Whether all input of a stream was read: what was removed before it was is told, and in no batch. */
final class InputAudit {

    private final KafkaSettings kafka;
    private final String stream;
    private final AuditFindings findings;

    InputAudit(KafkaSettings kafka, String stream, AuditFindings findings) {
        this.kafka = kafka;
        this.stream = stream;
        this.findings = findings;
    }

    void check() {
        LostRecords lost = LostRecords.of(kafka, stream);
        if (!lost.isEmpty()) {
            findings.lost(
                    lost.offsets(), "removed before the tokenizer had read them, and learned nowhere: " + lost.texts());
            List.of(Topics.tokenBatches(stream), Topics.evalBatches(stream)).forEach(topic -> inNone(topic, lost));
        }
        untold();
    }

    private void inNone(Topic<TokenBatch> topic, LostRecords lost) {
        TopicRecords.read(
                kafka,
                topic,
                (TokenBatch batch) -> batch.getSources().stream()
                        .filter(lost::holds)
                        .forEach(source -> findings.wrong("a batch of " + topic.name() + " has "
                                + source.getTopic() + ":" + source.getPartition() + ":" + source.getOffset()
                                + ", which a dead letter tells as lost")));
    }

    /** Behind the group's offsets nobody has looked since: the tokenizer tells it when it goes on. */
    private void untold() {
        try (TopicAdmin admin = TopicAdmin.open(kafka)) {
            Map<String, Map<Position, Long>> beginnings = new TreeMap<>();
            admin.committed(Groups.tokenizers(stream)).forEach((place, next) -> {
                long beginning = beginnings
                        .computeIfAbsent(place.topic(), admin::beginningOffsets)
                        .getOrDefault(place, next);
                if (next < beginning) {
                    findings.lost(
                            beginning - next,
                            "removed unread, as the tokenizer will tell when it goes on: " + place.topic() + ":"
                                    + place.partition() + ":[" + next + "," + beginning + ")");
                }
            });
        }
    }
}
