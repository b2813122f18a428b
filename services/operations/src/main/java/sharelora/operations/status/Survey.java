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
import sharelora.operations.topics.Onlooker;
import sharelora.platform.kafka.KafkaSettings;
import sharelora.platform.kafka.Position;
import sharelora.platform.kafka.TopicAdmin;
import sharelora.platform.records.Codec;
import sharelora.platform.records.Received;
import sharelora.platform.records.UnreadableRecordException;
import sharelora.schemas.AdapterSnapshot;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.DeadLetter;
import sharelora.schemas.Drift;
import sharelora.schemas.EvalResult;
import sharelora.schemas.Job;
import sharelora.schemas.JobState;
import sharelora.schemas.Promotion;
import sharelora.schemas.Stream;
import sharelora.schemas.TokenBatch;
import sharelora.schemas.Topics;

/** Looks at the topics: what it tells of them is what is committed. */
public final class Survey {

    private static final String HOLDOUT = "holdout";

    private final Onlooker onlooker;
    private final KafkaSettings kafka;
    private final Map<String, Checkpoint> checkpoints = new HashMap<>();
    private final Map<String, Drift> drifts = new HashMap<>();
    private final List<DeadLetter> letters = new ArrayList<>();

    private Survey(Onlooker onlooker) {
        this.onlooker = onlooker;
        this.kafka = onlooker.kafka();
    }

    /**
     * How the jobs that are asked for are doing, by name, and every stage.
     *
     * @param notReady what processes said of themselves
     */
    public static Status take(
            KafkaSettings kafka, Predicate<Job> asked, List<HealthPages.NotReady> notReady, Instant now) {
        return new Survey(Onlooker.of(kafka)).take(asked, notReady, now);
    }

    private Status take(Predicate<Job> asked, List<HealthPages.NotReady> notReady, Instant now) {
        Map<String, Job> all = new TreeMap<>(onlooker.table(Topics.JOBS));
        Map<String, Stream> streams = onlooker.table(Topics.STREAMS);
        Map<String, AdapterSnapshot> manifests = onlooker.table(Topics.ADAPTER_SNAPSHOTS);
        Map<String, EvalResult> results = onlooker.table(Topics.EVAL_RESULTS_LATEST);
        Map<String, Promotion> promotions = onlooker.table(Topics.PROMOTIONS);
        onlooker.records(Topics.CHECKPOINTS, this::add);
        onlooker.records(Topics.DRIFT, drift -> drifts.put(drift.getJobId(), drift));
        onlooker.records(Topics.DEAD_LETTERS, this::add);
        try (TopicAdmin admin = TopicAdmin.open(kafka)) {
            List<JobStatus> jobs = new ArrayList<>();
            for (Job job : all.values().stream().filter(asked).toList()) {
                String id = job.getJobId();
                Optional<AdapterSnapshot> manifest = Optional.ofNullable(manifests.get(id));
                Optional<EvalResult> result = Optional.ofNullable(results.get(id + "/" + HOLDOUT));
                jobs.add(new JobStatus(
                        job,
                        manifest,
                        lag(job, manifest),
                        Optional.ofNullable(checkpoints.get(id)),
                        result,
                        Optional.ofNullable(promotions.get(id)),
                        Optional.ofNullable(drifts.get(id)),
                        deadLetters(job),
                        StageSurvey.trainers(admin, id),
                        result.isPresent() ? Optional.empty() : heldOut(job, streams.get(job.getStream()))));
            }
            List<StageStatus> stages = new StageSurvey(kafka, admin, letters, now).all(jobs, streams);
            return new Status(jobs, stages, notReady, List.of(), onlooker.unread(), now);
        }
    }

    /** Nobody waits for what a job that is not at work, or a stream that holds nothing out, does not have. */
    private Optional<HeldOut> heldOut(Job job, Stream stream) {
        return job.getState() == JobState.DELETED || stream == null || stream.getHoldoutPercent() == 0
                ? Optional.empty()
                : Optional.of(HeldOut.of(kafka, job, Optional.ofNullable(checkpoints.get(job.getJobId()))));
    }

    private void add(Checkpoint checkpoint) {
        checkpoints.merge(
                checkpoint.getJobId(),
                checkpoint,
                (before, after) -> after.getStep() >= before.getStep() ? after : before);
    }

    /** Without what died: ten thousand of them are to have room. */
    private void add(DeadLetter letter) {
        letters.add(DeadLetter.newBuilder(letter).setKey(null).setValue(null).build());
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
