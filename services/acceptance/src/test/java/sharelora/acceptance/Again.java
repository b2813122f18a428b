package sharelora.acceptance;

import sharelora.acceptance.site.Installation;
import sharelora.acceptance.site.TopicHistory;
import sharelora.platform.kafka.LogWriter;
import sharelora.platform.records.Outgoing;
import sharelora.schemas.DeadLetter;
import sharelora.schemas.TokenBatch;
import sharelora.schemas.Topic;
import sharelora.schemas.Topics;

/** What a producer does that cannot know whether its last send was written, and has no transaction to tell: sends again. */
final class Again {

    private Again() {}

    static void lastBatch(Installation installation, String stream) {
        Topic<TokenBatch> topic = Topics.tokenBatches(stream);
        TokenBatch last = TopicHistory.of(installation.kafka()).all(topic).getLast();
        send(installation, Outgoing.of(topic, stream, last));
    }

    static void lastLetter(Installation installation, String job) {
        DeadLetter last = TopicHistory.of(installation.kafka()).all(Topics.DEAD_LETTERS).stream()
                .filter(letter -> job.equals(letter.getJobId()))
                .reduce((older, newer) -> newer)
                .orElseThrow();
        send(installation, Outgoing.of(Topics.DEAD_LETTERS, job, last));
    }

    private static void send(Installation installation, Outgoing<?> record) {
        try (LogWriter writer = LogWriter.open(installation.kafka(), "again")) {
            writer.send(record);
            writer.flush();
        }
    }
}
