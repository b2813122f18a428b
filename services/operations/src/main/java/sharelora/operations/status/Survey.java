package sharelora.operations.status;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Predicate;
import sharelora.operations.topics.TopicRecords;
import sharelora.platform.kafka.KafkaSettings;
import sharelora.platform.kafka.Position;
import sharelora.platform.kafka.TopicTable;
import sharelora.platform.records.Codec;
import sharelora.platform.records.Received;
import sharelora.platform.records.UnreadableRecordException;
import sharelora.schemas.AdapterSnapshot;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.DeadLetter;
import sharelora.schemas.EvalResult;
import sharelora.schemas.Job;
import sharelora.schemas.JobState;
import sharelora.schemas.Promotion;
import sharelora.schemas.TokenBatch;
import sharelora.schemas.Topics;

/** Looks at the topics, and asks no process: what it tells is what is committed. */
public final class Survey {

    private static final String HOLDOUT = "holdout";

    private final KafkaSettings kafka;
    private final Map<String, Checkpoint> checkpoints = new HashMap<>();
    private final List<DeadLetter> letters = new ArrayList<>();

    private Survey(KafkaSettings kafka) {
        this.kafka = kafka;
    }

    /** How the jobs that are asked for are doing, by name, and every stage. */
    public static Status take(KafkaSettings kafka, Predicate<Job> asked, Instant now) {
        return new Survey(kafka).take(asked, now);
    }

    private Status take(Predicate<Job> asked, Instant now) {
        Map<String, Job> all = TopicTable.read(kafka, Topics.JOBS);
        Map<String, AdapterSnapshot> manifests = TopicTable.read(kafka, Topics.ADAPTER_SNAPSHOTS);
        Map<String, EvalResult> results = TopicTable.read(kafka, Topics.EVAL_RESULTS_LATEST);
        Map<String, Promotion> promotions = TopicTable.read(kafka, Topics.PROMOTIONS);
        TopicRecords.read(kafka, Topics.CHECKPOINTS, this::add);
        TopicRecords.read(kafka, Topics.DEAD_LETTERS, letters::add);
        List<JobStatus> jobs = new TreeMap<>(all)
                .values().stream()
                        .filter(asked)
                        .map(job -> {
                            String id = job.getJobId();
                            Optional<AdapterSnapshot> manifest = Optional.ofNullable(manifests.get(id));
                            return new JobStatus(
                                    job,
                                    manifest,
                                    lag(job, manifest),
                                    Optional.ofNullable(checkpoints.get(id)),
                                    Optional.ofNullable(results.get(id + "/" + HOLDOUT)),
                                    Optional.ofNullable(promotions.get(id)),
                                    deadLetters(job));
                        })
                        .toList();
        return new Status(jobs, StageSurvey.of(kafka, jobs), now);
    }

    private void add(Checkpoint checkpoint) {
        checkpoints.merge(
                checkpoint.getJobId(),
                checkpoint,
                (before, after) -> after.getStep() >= before.getStep() ? after : before);
    }

    /** What a deleted or finished job has left behind nobody waits for. */
    private Behind lag(Job job, Optional<AdapterSnapshot> manifest) {
        boolean over = manifest.map(AdapterSnapshot::getFinished).orElse(false);
        if (over || job.getState() == JobState.DELETED) {
            return Behind.NOTHING;
        }
        OptionalLong next = manifest.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(manifest.get().getNewest().getNextOffset());
        Position place = new Position(Topics.tokenBatches(job.getStream()).name(), 0);
        return Behind.of(kafka, place, next, Survey::examples);
    }

    private static long examples(Received batch) {
        try {
            return Codec.decode(TokenBatch.class, batch.value()).getExampleIds().size();
        } catch (UnreadableRecordException e) {
            return 0; // the trainer passes it over as well, and says so
        }
    }

    /** Letters of the trainer and later stages name the job; those of the tokenizer only its stream. */
    private Map<String, Long> deadLetters(Job job) {
        Map<String, Long> counts = new TreeMap<>();
        letters.stream()
                .filter(letter -> letter.getJobId() == null
                        ? job.getStream().equals(letter.getStream())
                        : job.getJobId().equals(letter.getJobId()))
                .forEach(letter -> counts.merge(letter.getReason(), 1L, Long::sum));
        return counts;
    }
}
