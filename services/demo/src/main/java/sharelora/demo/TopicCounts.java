package sharelora.demo;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;
import org.apache.avro.specific.SpecificRecord;
import sharelora.platform.kafka.KafkaSettings;
import sharelora.platform.kafka.TopicReader;
import sharelora.platform.records.Codec;
import sharelora.schemas.Topic;
import sharelora.schemas.Topics;

/** What is on the topics after a run, counted by reading them back. */
record TopicCounts(
        long examples, long batches, long heldOut, long deadLetters, long steps, long checkpoints, long results) {

    static TopicCounts of(KafkaSettings kafka, String stream) {
        return new TopicCounts(
                count(kafka, Topics.examples(stream), example -> 1),
                count(kafka, Topics.tokenBatches(stream), batch -> 1),
                count(
                        kafka,
                        Topics.evalBatches(stream),
                        batch -> batch.getTargets().size()),
                count(kafka, Topics.DEAD_LETTERS, letter -> 1),
                count(kafka, Topics.TRAIN_STEPS, step -> 1),
                count(kafka, Topics.CHECKPOINTS, checkpoint -> 1),
                count(kafka, Topics.EVAL_RESULTS, result -> 1));
    }

    private static <V extends SpecificRecord> long count(
            KafkaSettings kafka, Topic<V> topic, ToLongFunction<V> weight) {
        AtomicLong sum = new AtomicLong();
        try (TopicReader reader = TopicReader.fromBeginning(kafka, topic.name())) {
            reader.readToEnd(record -> sum.addAndGet(weight.applyAsLong(Codec.decode(topic.type(), record.value()))));
        }
        return sum.get();
    }
}
