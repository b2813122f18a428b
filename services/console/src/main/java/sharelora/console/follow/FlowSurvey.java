package sharelora.console.follow;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import sharelora.console.model.ReadModel;
import sharelora.operations.status.HealthPages.NotReady;
import sharelora.platform.kafka.KafkaSettings;
import sharelora.platform.kafka.Position;
import sharelora.platform.kafka.TopicAdmin;
import sharelora.platform.stage.StageDeclaration;
import sharelora.platform.stage.StageDeclarations;
import sharelora.platform.stage.StageGroup;
import sharelora.schemas.EvalShard;
import sharelora.schemas.Example;
import sharelora.schemas.Groups;
import sharelora.schemas.Query;
import sharelora.schemas.Topic;
import sharelora.schemas.Topics;

/**
 * Who is at work at each stage, how far it is behind and how fast it goes, from the groups' offsets. Offsets have gaps where
 * transactions ended, so lag and pace are a little above the number of records. Not thread-safe.
 */
public final class FlowSurvey {

    /** What is written without transactions, by whoever feeds or asks, and by workers. */
    private static final Set<Class<?>> ALONE = Set.of(Example.class, Query.class, EvalShard.class);

    private final KafkaSettings kafka;
    private final ReadModel model;
    private final Supplier<List<NotReady>> notReady;
    private final Map<String, Long> doneBefore = new HashMap<>();
    private long lookedAt;

    /** @param notReady asked at each look: what processes say of themselves */
    public FlowSurvey(KafkaSettings kafka, ReadModel model, Supplier<List<NotReady>> notReady) {
        this.kafka = kafka;
        this.model = model;
        this.notReady = notReady;
    }

    /** @param done how far its groups are, in offsets or records: what its pace is the growth of */
    private record Seen(int members, long lag, long done) {

        Seen and(Seen other) {
            return new Seen(members + other.members, lag + other.lag, done + other.done);
        }
    }

    /**
     * One look.
     *
     * @throws sharelora.platform.failure.TransientException where the broker does not answer
     */
    public ObjectNode take() {
        long now = System.nanoTime();
        double seconds = lookedAt == 0 ? 0 : (now - lookedAt) / 1e9;
        ObjectNode node =
                JsonNodeFactory.instance.objectNode().put("at", Instant.now().toString());
        ArrayNode stages = node.putArray("stages");
        List<NotReady> reasons = notReady.get();
        try (TopicAdmin admin = TopicAdmin.open(kafka)) {
            for (StageDeclaration stage : StageDeclarations.all()) {
                if (stage.group().kind() != StageGroup.Kind.NONE) {
                    Seen seen = seen(admin, stage);
                    add(stages.addObject(), stage, seen, seconds);
                }
            }
        }
        ArrayNode down = node.putArray("notReady");
        reasons.forEach(each -> down.addObject()
                .put("check", each.check())
                .put("page", each.page().getAuthority())
                .put("reason", each.reason()));
        lookedAt = now;
        return node;
    }

    private void add(ObjectNode node, StageDeclaration stage, Seen seen, double seconds) {
        Long before = doneBefore.put(stage.id(), seen.done());
        node.put("stage", stage.word())
                .put("process", stage.process().word())
                .put("members", seen.members())
                .put("lag", seen.lag())
                .put("pace", before == null || seconds == 0 ? 0 : Math.max(0, seen.done() - before) / seconds);
    }

    private Seen seen(TopicAdmin admin, StageDeclaration stage) {
        String group = stage.group().name();
        return switch (stage.group().kind()) {
            case NONE -> new Seen(0, 0, 0);
            case ONE ->
                of(
                        admin,
                        admin.members(group),
                        admin.committed(group),
                        stage.topics().reads().shared());
            case SHARE ->
                of(
                        admin,
                        admin.shareMembers(group),
                        admin.shareStarts(group),
                        stage.topics().reads().shared());
            case PER_STREAM ->
                model.streamNames().stream()
                        .map(stream -> of(
                                admin,
                                admin.members(stage.group().prefix() + stream),
                                admin.committed(stage.group().prefix() + stream),
                                stage.topics().reads().ofStreams().stream()
                                        .<Topic<?>>map(topic -> topic.of(stream))
                                        .toList()))
                        .reduce(new Seen(0, 0, 0), Seen::and);
            case PER_JOB -> trainers(admin, group);
        };
    }

    /** A job's own offset is in its group; what it has learned is told by its steps. */
    private Seen trainers(TopicAdmin admin, String group) {
        int members = admin.members(group);
        long lag = 0;
        for (Map.Entry<String, String> job : model.jobsAtWork().entrySet()) {
            String own = Groups.trainer(job.getKey());
            members += admin.members(own);
            Topic<?> batches = Topics.tokenBatches(job.getValue());
            lag += behind(batches, admin.lag(own, batches.name()));
        }
        return new Seen(members, lag, model.learned());
    }

    private static Seen of(TopicAdmin admin, int members, Map<Position, Long> committed, List<Topic<?>> topics) {
        long lag = 0;
        long done = 0;
        for (Topic<?> topic : topics) {
            Map<Position, Long> ends = admin.endOffsets(topic.name());
            Map<Position, Long> beginnings = admin.beginningOffsets(topic.name());
            for (Map.Entry<Position, Long> end : ends.entrySet()) {
                long at = committed.getOrDefault(end.getKey(), beginnings.getOrDefault(end.getKey(), 0L));
                lag += behind(topic, Math.max(0, end.getValue() - at));
                done += at;
            }
        }
        return new Seen(members, lag, done);
    }

    /** One offset of a topic that is written in transactions is the last one's marker: a record has one behind it. */
    private static long behind(Topic<?> topic, long offsets) {
        return offsets == 1 && !ALONE.contains(topic.type()) ? 0 : offsets;
    }
}
