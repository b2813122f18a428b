package sharelora.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import sharelora.platform.kafka.KafkaSettings;
import sharelora.platform.kafka.TopicReader;
import sharelora.platform.records.Codec;
import sharelora.schemas.EvalResult;
import sharelora.schemas.EvalStatus;
import sharelora.schemas.Topics;

/** The evaluation results that other teams would read, read as they would. */
final class DemoResults implements AutoCloseable {

    private static final Duration NO_WAIT = Duration.ofMillis(10);

    private final TopicReader results;
    private final TopicReader shards;
    private final List<EvalResult> seen = new ArrayList<>();
    private long shardsSeen;

    private DemoResults(TopicReader results, TopicReader shards) {
        this.results = results;
        this.shards = shards;
    }

    static DemoResults follow(KafkaSettings kafka) {
        return new DemoResults(
                TopicReader.fromBeginning(kafka, Topics.EVAL_RESULTS.name()),
                TopicReader.fromBeginning(kafka, Topics.EVAL_SHARDS.name()));
    }

    /** What is new. */
    List<EvalResult> poll() {
        shardsSeen += shards.poll(NO_WAIT).size();
        List<EvalResult> fresh = results.poll(NO_WAIT).stream()
                .map(record -> Codec.decode(EvalResult.class, record.value()))
                .toList();
        seen.addAll(fresh);
        return fresh;
    }

    /** The complete result of the checkpoint at that step; empty while there is none. */
    Optional<EvalResult> completeAt(long step) {
        return seen.stream()
                .filter(result -> result.getStep() == step && result.getStatus() == EvalStatus.COMPLETE)
                .findFirst();
    }

    /** Differs whenever an evaluator has done something. */
    Object progress() {
        return List.of(shardsSeen, seen.size());
    }

    @Override
    public void close() {
        results.close();
        shards.close();
    }
}
