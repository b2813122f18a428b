package sharelora.operations.status;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import sharelora.schemas.AdapterSnapshot;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.Drift;
import sharelora.schemas.EvalResult;
import sharelora.schemas.Metric;
import sharelora.schemas.Promotion;

/** A status as a program reads it: ages in seconds, what is not there is missing. */
final class StatusJson {

    private static final ObjectMapper JSON = new ObjectMapper();

    private StatusJson() {}

    static String of(Status status) {
        ObjectNode root = JSON.createObjectNode().put("at", status.at().toString());
        var jobs = root.putArray("jobs");
        status.jobs().forEach(job -> add(jobs.addObject(), job, status.at()));
        var stages = root.putArray("stages");
        for (StageStatus stage : status.stages()) {
            ObjectNode node = stages.addObject().put("stage", stage.stage()).put("members", stage.members());
            stage.waiting()
                    .ifPresent(waiting -> node.put("waitingRecords", waiting.records())
                            .put("waitingSeconds", waiting.seconds(status.at()))
                            .put("removedUnread", waiting.removed()));
            stage.notes().forEach(node.putArray("notes")::add);
        }
        var notReady = root.putArray("notReady");
        status.notReady()
                .forEach(each -> notReady.addObject()
                        .put("page", each.page().toString())
                        .put("check", each.check())
                        .put("reason", each.reason()));
        var served = root.putArray("served");
        status.served()
                .forEach(each -> served.addObject()
                        .put("page", each.page().toString())
                        .put("job", each.job())
                        .put("checkpointId", each.checkpointId())
                        .put("adapterName", each.adapterName()));
        status.unread().forEach(root.putArray("unread")::add);
        return root.toPrettyString();
    }

    private static void add(ObjectNode node, JobStatus job, Instant now) {
        node.put("job", job.job().getJobId())
                .put("stream", job.job().getStream())
                .put("base", job.job().getBase())
                .put("state", job.state())
                .put("lagRecords", job.lag().records())
                .put("lagSeconds", job.lag().seconds(now))
                .put("trainers", job.trainers())
                .put("deadLetters", job.deadLetterCount());
        ObjectNode reasons = node.putObject("deadLettersByReason");
        job.deadLetters().forEach(reasons::put);
        job.heldOut()
                .ifPresent(held ->
                        node.putObject("heldOut").put("records", held.records()).put("needed", held.needed()));
        JobNotes.of(job, now).forEach(node.putArray("notes")::add);
        job.snapshot().ifPresent(each -> add(node.putObject("snapshot"), each, now));
        job.checkpoint().ifPresent(each -> add(node.putObject("checkpoint"), each, now));
        job.result().ifPresent(each -> add(node.putObject("evaluation"), each, now));
        job.drift().ifPresent(each -> add(node.putObject("drift"), each, now));
        job.promoted().ifPresent(each -> add(node.putObject("promoted"), each, now));
    }

    private static void add(ObjectNode node, AdapterSnapshot manifest, Instant now) {
        node.put("step", manifest.getStep())
                .put("records", manifest.getRecords())
                .put("nextOffset", manifest.getNewest().getNextOffset())
                .put("sha256", manifest.getNewest().getSha256())
                .put("restores", manifest.getRestores().size())
                .put("ageSeconds", age(manifest.getTakenAt(), now));
    }

    private static void add(ObjectNode node, Checkpoint checkpoint, Instant now) {
        node.put("step", checkpoint.getStep())
                .put("checkpointId", checkpoint.getCheckpointId())
                .put("adapterName", checkpoint.getAdapterName())
                .put("ageSeconds", age(checkpoint.getAnnouncedAt(), now));
    }

    private static void add(ObjectNode node, EvalResult result, Instant now) {
        node.put("step", result.getStep())
                .put("status", result.getStatus().name())
                .put("n", result.getN())
                .put("ageSeconds", age(result.getEvaluatedAt(), now));
        ObjectNode metrics = node.putObject("metrics");
        for (Metric metric : result.getMetrics()) {
            metrics.put(metric.getName(), metric.getValue());
        }
    }

    private static void add(ObjectNode node, Drift drift, Instant now) {
        node.put("step", drift.getStep())
                .put("noticedBy", drift.getNoticedBy())
                .put("figure", drift.getFigure())
                .put("before", drift.getBefore())
                .put("after", drift.getAfter())
                .put("action", drift.getAction())
                .put("ageSeconds", age(drift.getBatchAt(), now));
    }

    private static void add(ObjectNode node, Promotion promotion, Instant now) {
        node.put("step", promotion.getStep())
                .put("checkpointId", promotion.getCheckpointId())
                .put("adapterName", promotion.getAdapterName())
                .put("pinned", promotion.getPinned())
                .put("ageSeconds", age(promotion.getPromotedAt(), now));
    }

    private static long age(Instant then, Instant now) {
        return Math.max(0, now.getEpochSecond() - then.getEpochSecond());
    }
}
