package sharelora.evaluator.planner;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import sharelora.platform.kafka.KafkaSettings;
import sharelora.platform.kafka.TopicReader;
import sharelora.platform.kafka.TopicReplay;
import sharelora.platform.kafka.TopicTable;
import sharelora.platform.records.Codec;
import sharelora.platform.records.Received;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.EvalResult;
import sharelora.schemas.EvalTask;
import sharelora.schemas.Promotion;
import sharelora.schemas.Topics;

/**
 * PlanningHistory as it is in Kafka, from the topics' beginning: public.checkpoints, eval-tasks, public.eval-results and
 * public.promotions. One thread at a time.
 */
final class KafkaPlanningHistory implements PlanningHistory, AutoCloseable {

    private final KafkaSettings kafka;
    private Optional<TopicReader> results = Optional.empty();

    KafkaPlanningHistory(KafkaSettings kafka) {
        this.kafka = kafka;
    }

    @Override
    public Map<String, JobMemory> before(long offset) {
        Map<String, JobMemory> jobs = new HashMap<>();
        TopicReplay.read(kafka, Topics.CHECKPOINTS, record -> {
            if (record.offset() < offset) {
                Checkpoint checkpoint = Codec.decode(Checkpoint.class, record.value());
                jobs.computeIfAbsent(checkpoint.getJobId(), job -> new JobMemory())
                        .announced(checkpoint);
            }
        });
        TopicReplay.read(kafka, Topics.EVAL_TASKS, record -> {
            EvalTask task = Codec.decode(EvalTask.class, record.value());
            jobs.computeIfAbsent(task.getJobId(), job -> new JobMemory()).asked(task);
        });
        return jobs;
    }

    @Override
    public void results(Consumer<EvalResult> use) {
        Consumer<Received> decoded = record -> use.accept(Codec.decode(EvalResult.class, record.value()));
        if (results.isPresent()) {
            TopicReplay.next(results.get(), Duration.ZERO, decoded);
            return;
        }
        TopicReader reader = TopicReader.fromBeginning(kafka, Topics.EVAL_RESULTS.name());
        results = Optional.of(reader);
        TopicReplay.rest(reader, decoded);
    }

    @Override
    public Optional<String> promoted(String jobId) {
        return TopicTable.row(kafka, Topics.PROMOTIONS, jobId).map(Promotion::getCheckpointId);
    }

    @Override
    public void forget() {
        results.ifPresent(TopicReader::close);
        results = Optional.empty();
    }

    @Override
    public void close() {
        forget();
    }
}
