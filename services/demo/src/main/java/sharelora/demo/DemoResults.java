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
import sharelora.schemas.TrainStep;

/** The evaluation results that other teams would read, read as they would. */
final class DemoResults implements AutoCloseable {

    private static final Duration NO_WAIT = Duration.ofMillis(10);

    private final TopicReader results;
    private final TopicReader shards;
    private final TopicReader steps;
    private final List<EvalResult> seen = new ArrayList<>();
    private long shardsSeen;
    private long lastStep;

    private DemoResults(TopicReader results, TopicReader shards, TopicReader steps) {
        this.results = results;
        this.shards = shards;
        this.steps = steps;
    }

    static DemoResults follow(KafkaSettings kafka) {
        return new DemoResults(
                TopicReader.fromBeginning(kafka, Topics.EVAL_RESULTS.name()),
                TopicReader.fromBeginning(kafka, Topics.EVAL_SHARDS.name()),
                TopicReader.fromBeginning(kafka, Topics.TRAIN_STEPS.name()));
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

    /** Steps that were taken and committed since the last call. */
    List<TrainStep> steps() {
        List<TrainStep> fresh = steps.poll(NO_WAIT).stream()
                .map(record -> Codec.decode(TrainStep.class, record.value()))
                .toList();
        lastStep = fresh.isEmpty() ? lastStep : fresh.getLast().getStep();
        return fresh;
    }

    /**
     * The complete results of the checkpoint at that step, one of each suite; empty while one is missing, or one of the steps
     * up to there.
     */
    Optional<List<EvalResult>> completeAt(long step, List<String> suites) {
        List<EvalResult> complete = suites.stream()
                .flatMap(suite -> seen.stream()
                        .filter(result -> result.getStep() == step
                                && result.getStatus() == EvalStatus.COMPLETE
                                && result.getSuite().equals(suite))
                        .limit(1))
                .toList();
        return lastStep >= step && complete.size() == suites.size() ? Optional.of(complete) : Optional.empty();
    }

    /** Differs whenever an evaluator has done something. */
    Object progress() {
        return List.of(shardsSeen, seen.size());
    }

    @Override
    public void close() {
        results.close();
        shards.close();
        steps.close();
    }
}
