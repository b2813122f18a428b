package sharelora.console.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import sharelora.operations.audit.Audit;
import sharelora.operations.audit.Explanation;
import sharelora.operations.audit.RecordPlace;
import sharelora.operations.export.Checkpoints;
import sharelora.operations.jobs.StoredJobs;
import sharelora.operations.results.DecodedPrompts;
import sharelora.operations.rights.Principal;
import sharelora.operations.rights.Right;
import sharelora.operations.rights.Rights;
import sharelora.operations.scaling.Projection;
import sharelora.platform.examples.Shown;
import sharelora.platform.host.Platform;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.Job;
import sharelora.schemas.OffsetRange;
import sharelora.schemas.Topic;
import sharelora.schemas.Topics;

/** Requests that topics and blobs are read anew for, which takes its time: one of them at a time. */
final class Questions {

    /** Most records of a page of what a checkpoint has learned. */
    static final int MOST_RECORDS = 1_000;

    private static final int LONGEST_TEXT = 1_000;

    private static final Pattern RESULT = Pattern.compile("[0-9a-f]{64}/[0-9a-f]{64}(/[a-z0-9]{1,16})?");

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Platform platform;
    private final Semaphore turn = new Semaphore(1);

    Questions(Platform platform) {
        this.platform = platform;
    }

    private JsonNode inTurn(Supplier<JsonNode> work) {
        if (!turn.tryAcquire()) {
            throw new HttpProblem(429, "somebody else's question is being answered, expected one at a time");
        }
        try {
            return work.get();
        } finally {
            turn.release();
        }
    }

    /** What {@code verify} tells. */
    JsonNode verify(Call call) {
        return inTurn(() -> {
            Job job = new StoredJobs(platform.kafka()).job(call.part("job"));
            Audit.Report report = Audit.of(platform.kafka(), platform.blobs(), job);
            ObjectNode node = JSON.objectNode().put("job", job.getJobId());
            node.put("result", report.verdict());
            report.looked().forEach(node.putArray("looked")::add);
            report.remarks().forEach(node.putArray("notes")::add);
            report.unread().forEach(node.putArray("unread")::add);
            report.lost().forEach(node.putArray("lost")::add);
            report.wrong().forEach(node.putArray("wrong")::add);
            return node;
        });
    }

    /** What {@code explain} tells, a page of it. */
    JsonNode explain(Call call) {
        int limit = call.number("limit", 100, 1, MOST_RECORDS);
        String after = call.parameter("after", "");
        RecordPlace start = after.isEmpty() ? RecordPlace.START : RecordPlace.parse(after);
        return inTurn(() -> {
            Checkpoint checkpoint = Checkpoints.all(platform.kafka()).named("checkpoint", call.part("checkpoint"));
            return page(checkpoint, Explanation.of(platform.kafka(), checkpoint, start, limit));
        });
    }

    private static ObjectNode page(Checkpoint checkpoint, Explanation.Page page) {
        ObjectNode node = JSON.objectNode()
                .put("checkpoint", checkpoint.getCheckpointId())
                .put("adapterName", checkpoint.getAdapterName())
                .put("job", checkpoint.getJobId())
                .put("step", checkpoint.getStep())
                .put("learned", checkpoint.getRecords());
        page.lost().texts().forEach(node.putArray("lost")::add);
        ArrayNode gone = node.putArray("gone");
        page.gone().forEach(range -> gone.add(text(range)));
        ArrayNode records = node.putArray("records");
        for (Explanation.Learned each : page.records()) {
            ObjectNode record = records.addObject()
                    .put("place", each.place().toString())
                    .put("id", Shown.of(each.exampleId()))
                    .put("topic", each.source().getTopic())
                    .put("partition", each.source().getPartition())
                    .put("offset", each.source().getOffset());
            each.step().ifPresent(step -> record.put("step", step));
            each.again().forEach(record.putArray("replayedAt")::add);
        }
        if (page.next()) {
            node.put("after", page.records().getLast().place().toString());
        }
        return node;
    }

    private static String text(OffsetRange range) {
        return range.getTopic() + " " + range.getPartition() + ": " + range.getFrom() + " to " + range.getTo();
    }

    /** How a few held-out prompts were gone on with for a result. */
    JsonNode continuations(Call call) {
        Job job = new StoredJobs(platform.kafka()).job(call.part("job"));
        String result = call.parameter("result", "");
        if (!RESULT.matcher(result).matches()) {
            throw new HttpProblem(400, "result: expected the id of a result of the job, as its page has it");
        }
        ObjectNode node = JSON.objectNode().put("job", job.getJobId()).put("result", result);
        ArrayNode prompts = node.putArray("prompts");
        for (DecodedPrompts.Decoded each : DecodedPrompts.of(platform.blobs(), job, result)) {
            prompts.addObject()
                    .put("prompt", Shown.of(each.prompt(), LONGEST_TEXT))
                    .put("asked", Shown.of(each.asked(), LONGEST_TEXT))
                    .put("before", Shown.of(each.before(), LONGEST_TEXT))
                    .put("after", Shown.of(each.after(), LONGEST_TEXT));
        }
        return node;
    }

    /** What {@code scaling} tells. */
    JsonNode scaling(Call call) {
        return inTurn(() -> {
            Projection projection = Projection.of(platform.kafka(), call.parameter("job", ""));
            ObjectNode node =
                    JSON.objectNode().put("tasks", projection.tasks()).put("secondsOfTask", projection.secondsOfTask());
            ArrayNode rows = node.putArray("workers");
            projection
                    .rows()
                    .forEach(row -> rows.addObject()
                            .put("workers", row.workers())
                            .put("seconds", row.seconds())
                            .put("speedUp", row.speedUp())
                            .put("busy", row.busy()));
            return node.put("result", projection.words());
        });
    }

    /** What {@code acls} prints. */
    JsonNode rights(Call call) {
        String name = call.parameter("principal", "");
        String input = call.parameter("input", "");
        List<String> inputs = input.isEmpty() ? List.of() : List.of(input.split(",", -1));
        Principal asked = name.isEmpty() ? null : principal(name);
        ArrayNode list = JSON.arrayNode();
        for (Right right : Rights.of(inputs)) {
            if (asked == null || right.principal().equals(asked)) {
                list.addObject()
                        .put("principal", right.principal().id())
                        .put("command", right.command(platform.kafka().bootstrapServers()));
            }
        }
        return list;
    }

    private static Principal principal(String name) {
        try {
            return Principal.named(name);
        } catch (IllegalArgumentException e) {
            throw new HttpProblem(400, "principal: " + e.getMessage());
        }
    }

    /** What {@code topics} lists. */
    static JsonNode topics(Call call) {
        ArrayNode list = JSON.arrayNode();
        for (Topic<?> topic : Topics.shared()) {
            ObjectNode node = list.addObject()
                    .put("topic", topic.name())
                    .put("record", topic.type().getSimpleName())
                    .put("partitions", topic.partitions());
            topic.retention().ifPresent(kept -> node.put("keptDays", kept.toDays()));
        }
        return list;
    }
}
