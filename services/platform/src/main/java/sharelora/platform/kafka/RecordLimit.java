package sharelora.platform.kafka;

import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import sharelora.platform.examples.Shown;
import sharelora.platform.failure.TransientException;

/** A topic's limit, where a record is over it. */
final class RecordLimit {

    private RecordLimit() {}

    /** Which topic refuses which record, what it takes, and how that is raised; asks the broker for the limit. */
    static String refusal(KafkaSettings kafka, Encoded encoded) {
        String topic = encoded.record().topic();
        String record = "topic " + topic + " refuses a record of " + encoded.bytes() + " bytes (" + key(encoded) + ")";
        String setting = "max.message.bytes";
        OptionalInt limit = limit(kafka, topic);
        if (limit.isPresent() && limit.getAsInt() >= Clients.LARGEST_RECORD) {
            return record + ": its " + setting + " is " + limit.getAsInt() + ", and records have "
                    + Clients.LARGEST_RECORD + " bytes at most, headers included";
        }
        return record + (limit.isPresent() ? ": its " + setting + " is " + limit.getAsInt() : ": over its " + setting)
                + ", expected " + Clients.LARGEST_RECORD + " as on topics that this program makes: raise it with"
                + " kafka-configs.sh --alter --entity-type topics --entity-name " + topic + " --add-config " + setting
                + "="
                + Clients.LARGEST_RECORD;
    }

    private static String key(Encoded encoded) {
        byte[] key = encoded.record().key();
        return key == null ? "without a key" : "key '" + Shown.of(new String(key, StandardCharsets.UTF_8)) + "'";
    }

    private static OptionalInt limit(KafkaSettings kafka, String topic) {
        try (TopicAdmin admin = TopicAdmin.open(kafka)) {
            return admin.largestRecord(topic);
        } catch (TransientException e) {
            return OptionalInt.empty(); // perhaps for want of a right; the refusal is told all the same
        }
    }
}
