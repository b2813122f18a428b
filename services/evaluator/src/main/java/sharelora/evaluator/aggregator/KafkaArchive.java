package sharelora.evaluator.aggregator;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import sharelora.platform.kafka.KafkaSettings;
import sharelora.platform.kafka.TopicReader;
import sharelora.platform.kafka.TopicReplay;
import sharelora.platform.records.Codec;
import sharelora.schemas.EvalResult;
import sharelora.schemas.EvalShard;
import sharelora.schemas.EvalTask;
import sharelora.schemas.Topics;

/** The archive as it is in Kafka: committed records only. One thread at a time. */
final class KafkaArchive implements Archive, AutoCloseable {

    private final KafkaSettings kafka;
    private Optional<TopicReader> tasks = Optional.empty();
    private boolean caughtUp;

    KafkaArchive(KafkaSettings kafka) {
        this.kafka = kafka;
    }

    @Override
    public void results(Consumer<EvalResult> use) {
        TopicReplay.read(
                kafka, Topics.EVAL_RESULTS, record -> use.accept(Codec.decode(EvalResult.class, record.value())));
    }

    @Override
    public void shards(BiConsumer<EvalShard, Long> use) {
        TopicReplay.read(
                kafka,
                Topics.EVAL_SHARDS,
                record -> use.accept(Codec.decode(EvalShard.class, record.value()), record.offset()));
    }

    @Override
    public void tasks(Consumer<EvalTask> use) {
        if (tasks.isEmpty()) {
            tasks = Optional.of(TopicReader.fromBeginning(kafka, Topics.EVAL_TASKS.name()));
        }
        TopicReplay.next(
                tasks.get(), Duration.ZERO, record -> use.accept(Codec.decode(EvalTask.class, record.value())));
        caughtUp = caughtUp || tasks.get().caughtUp();
    }

    @Override
    public boolean caughtUp() {
        return caughtUp;
    }

    @Override
    public void forget() {
        tasks.ifPresent(TopicReader::close);
        tasks = Optional.empty();
        caughtUp = false;
    }

    @Override
    public void close() {
        forget();
    }
}
