package sharelora.console.model;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import sharelora.schemas.AdapterSnapshot;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.DeadLetter;
import sharelora.schemas.Drift;
import sharelora.schemas.EvalResult;
import sharelora.schemas.EvalShard;
import sharelora.schemas.Job;
import sharelora.schemas.Operation;
import sharelora.schemas.Promotion;
import sharelora.schemas.ReplayedLetter;
import sharelora.schemas.Stream;
import sharelora.schemas.Topics;
import sharelora.schemas.TrainStep;
import sharelora.schemas.Verdict;

/**
 * What the log says of streams, jobs, dead letters and operators' acts, bounded, and what of it changed since a place in the
 * log. Thread-safe.
 */
public final class ReadModel {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** Records of jobs beyond are counted and not shown. */
    private static final int MOST_JOBS = 1_000;

    private static final int MOST_OPERATIONS = 200;

    private final Map<String, Stream> streams = new TreeMap<>();
    private final Map<String, JobView> jobs = new TreeMap<>();
    private final LetterBook letters = new LetterBook();
    private final Bounded<Operation> operations = new Bounded<>(MOST_OPERATIONS);
    private final Touched streamsTouched = new Touched();
    private final Touched operationsTouched = new Touched();
    private final Map<String, Long> beginnings = new HashMap<>();
    private final Map<String, Long> next = new HashMap<>();
    private long unshown;

    /** A record of a followed topic; a null value is a tombstone. */
    public record Told(String topic, int partition, long offset, String key, SpecificRecord value) {

        String place() {
            return topic + "-" + partition;
        }
    }

    /** The log is read from that offset on; what lay before it is not known here. */
    public synchronized void begins(String topic, int partition, long offset) {
        String place = new Told(topic, partition, offset, null, null).place();
        beginnings.putIfAbsent(place, offset);
        next.putIfAbsent(place, offset);
    }

    /** Takes these in, in the order of their partition; what was taken before is passed over. */
    public synchronized void apply(List<Told> records) {
        for (Told told : records) {
            String place = told.place();
            if (told.offset() >= next.getOrDefault(place, 0L)) {
                next.put(place, told.offset() + 1);
                apply(told);
            }
        }
    }

    private void apply(Told told) {
        switch (told.value()) {
            case null -> removed(told);
            case Stream stream -> {
                streams.put(stream.getName(), stream);
                streamsTouched.by(told.place(), told.offset());
            }
            case DeadLetter letter -> {
                letters.add(told.offset(), letter);
                letters.touched().by(told.place(), told.offset());
            }
            case ReplayedLetter replayed -> {
                letters.replayed(replayed.getOffset());
                letters.touched().by(told.place(), told.offset());
            }
            case Operation operation -> {
                operations.add(operation);
                operationsTouched.by(told.place(), told.offset());
            }
            case SpecificRecord value -> ofJob(told, value);
        }
    }

    private void removed(Told told) {
        if (told.topic().equals(Topics.PROMOTIONS.name()) && jobs.containsKey(told.key())) {
            jobs.get(told.key()).promoted(null);
            jobs.get(told.key()).touched().by(told.place(), told.offset());
        }
    }

    private void ofJob(Told told, SpecificRecord value) {
        switch (value) {
            case Job job -> view(told, job.getJobId()).ifPresent(view -> view.submitted(job));
            case TrainStep step -> view(told, step.getJobId()).ifPresent(view -> view.step(step));
            case Drift drift -> view(told, drift.getJobId()).ifPresent(view -> view.drifted(drift));
            case AdapterSnapshot manifest -> view(told, manifest.getJobId()).ifPresent(view -> view.snapshot(manifest));
            case Checkpoint checkpoint ->
                view(told, checkpoint.getJobId()).ifPresent(view -> view.checkpoint(checkpoint));
            case EvalResult result -> view(told, result.getJobId()).ifPresent(view -> view.result(Measured.of(result)));
            case EvalShard shard -> view(told, shard.getTask().getJobId()).ifPresent(view -> view.shard(shard));
            case Verdict verdict -> view(told, verdict.getJobId()).ifPresent(view -> view.verdict(verdict));
            case Promotion promotion -> view(told, promotion.getJobId()).ifPresent(view -> view.promoted(promotion));
            default ->
                throw new IllegalArgumentException(
                        "nobody follows " + value.getSchema().getName());
        }
    }

    private Optional<JobView> view(Told told, String jobId) {
        JobView view = jobs.get(jobId);
        if (view == null && jobs.size() >= MOST_JOBS) {
            unshown++;
            return Optional.empty();
        }
        if (view == null) {
            view = new JobView(jobId);
            jobs.put(jobId, view);
        }
        view.touched().by(told.place(), told.offset());
        return Optional.of(view);
    }

    /** Up to where the log was read. */
    public synchronized Cursor cursor() {
        return new Cursor(next);
    }

    /** Everything in short: what a page begins with. */
    public synchronized ObjectNode overview() {
        ObjectNode node = JSON.objectNode().put("cursor", cursor().toString()).put("unshownRecords", unshown);
        ArrayNode list = node.putArray("jobs");
        jobs.values().forEach(view -> list.add(JobJson.summary(view)));
        node.set("streams", streamList());
        node.set("letters", LetterJson.counts(letters));
        node.set("operations", LetterJson.operations(operations.all()));
        return node;
    }

    /** Whether what came after that place is known; if not, whoever was there needs the whole overview. */
    public synchronized boolean knowsSince(Cursor cursor) {
        return cursor.isWithin(beginnings, next);
    }

    /** What changed since that place, in the form of the overview with the rest left out; empty where nothing did. */
    public synchronized Optional<ObjectNode> since(Cursor cursor) {
        ObjectNode node = JSON.objectNode();
        ArrayNode changed = JSON.arrayNode();
        jobs.values().stream()
                .filter(view -> view.touched().since(cursor))
                .forEach(view -> changed.add(JobJson.summary(view)));
        if (!changed.isEmpty()) {
            node.set("jobs", changed);
        }
        if (streamsTouched.since(cursor)) {
            node.set("streams", streamList());
        }
        if (letters.touched().since(cursor)) {
            node.set("letters", LetterJson.counts(letters));
        }
        if (operationsTouched.since(cursor)) {
            node.set("operations", LetterJson.operations(operations.all()));
        }
        return node.isEmpty() ? Optional.empty() : Optional.of(node);
    }

    /** A job in full; empty where no record names it. */
    public synchronized Optional<ObjectNode> job(String id) {
        return Optional.ofNullable(jobs.get(id)).map(JobJson::detail);
    }

    /** Jobs of a stream side by side; empty where there is no such stream. */
    public synchronized Optional<ObjectNode> comparison(String stream, String suite) {
        return streams.containsKey(stream)
                ? Optional.of(ComparisonJson.of(
                        jobs.values().stream()
                                .filter(view -> view.job()
                                        .filter(job -> job.getStream().equals(stream))
                                        .isPresent())
                                .toList(),
                        suite))
                : Optional.empty();
    }

    /** Counts of dead letters, and the newest of that stream and reason, where these are not empty. */
    public synchronized ObjectNode letters(String stream, String reason, int limit) {
        return LetterJson.letters(letters, stream, reason, limit);
    }

    /** Operators' acts, newest first. */
    public synchronized ArrayNode operations() {
        return LetterJson.operations(operations.all());
    }

    /** By name. */
    public synchronized ArrayNode streamList() {
        ArrayNode list = JSON.arrayNode();
        streams.values().forEach(stream -> {
            ObjectNode node = list.addObject()
                    .put("stream", stream.getName())
                    .put("task", stream.getTask().name())
                    .put("holdoutPercent", stream.getHoldoutPercent())
                    .put("skips", stream.getSkips().size());
            stream.getLabels().forEach(node.putArray("labels")::add);
        });
        return list;
    }

    /** Names of all streams. */
    public synchronized List<String> streamNames() {
        return List.copyOf(streams.keySet());
    }

    /** Jobs that are to learn, by id, with the stream that they learn from. */
    public synchronized Map<String, String> jobsAtWork() {
        Map<String, String> running = new TreeMap<>();
        jobs.values().stream()
                .filter(view -> view.state().equals("RUNNING"))
                .forEach(view -> running.put(view.id(), view.job().orElseThrow().getStream()));
        return running;
    }

    /** Records learned by all jobs, as far as the log holds their steps. */
    public synchronized long learned() {
        return jobs.values().stream().mapToLong(JobView::learned).sum();
    }
}
