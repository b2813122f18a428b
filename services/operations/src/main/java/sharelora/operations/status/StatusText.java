package sharelora.operations.status;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import sharelora.schemas.AdapterSnapshot;
import sharelora.schemas.Drift;
import sharelora.schemas.EvalResult;
import sharelora.schemas.Metric;
import sharelora.schemas.Promotion;
import sharelora.schemas.Restore;

/** A status as a person reads it. */
final class StatusText {

    private static final String STAGE = "%-28s %7s  %s";

    private final Instant now;

    private StatusText(Instant now) {
        this.now = now;
    }

    static List<String> of(Status status) {
        StatusText text = new StatusText(status.at());
        List<String> lines = new ArrayList<>();
        for (JobStatus job : status.jobs()) {
            lines.addAll(text.job(job, status.served()));
            lines.add("");
        }
        lines.add(STAGE.formatted("stage", "members", "waiting"));
        for (StageStatus stage : status.stages()) {
            lines.add(text.stage(stage));
            stage.notes().forEach(note -> lines.add(fact("note", note)));
        }
        status.notReady().forEach(each -> lines.add(each.line()));
        status.unread().forEach(sentence -> lines.add("note: " + sentence));
        return lines;
    }

    private List<String> job(JobStatus job, List<ServedPages.Served> served) {
        List<String> lines = new ArrayList<>();
        lines.add(job.job().getJobId() + "  " + job.state() + "  learns from "
                + job.job().getStream() + " on " + job.job().getBase());
        lines.add(fact("snapshot", job.snapshot().map(this::snapshot).orElse("none yet")));
        lines.add(fact("lag", waiting(job.lag())));
        lines.add(fact(
                "checkpoint",
                job.checkpoint()
                        .map(each -> "step " + each.getStep() + ", " + ago(each.getAnnouncedAt()) + ", "
                                + each.getAdapterName())
                        .orElse("none yet")));
        lines.add(fact("evaluation", job.result().map(this::result).orElse("none yet")));
        lines.add(fact("promoted", job.promoted().map(this::promoted).orElse("nothing")));
        served.stream()
                .filter(each -> each.job().equals(job.job().getJobId()))
                .collect(Collectors.groupingBy(ServedPages.Served::adapterName, TreeMap::new, Collectors.toList()))
                .forEach((adapter, by) -> lines.add(fact("served", served(adapter, by))));
        job.drift().ifPresent(drift -> lines.add(fact("drift", drift(drift))));
        job.snapshot()
                .filter(each -> !each.getRestores().isEmpty())
                .ifPresent(each -> lines.add(fact("went back", wentBack(each.getRestores()))));
        lines.add(fact("dead letters", job.deadLetterCount() + reasons(job.deadLetters())));
        JobNotes.of(job, now).forEach(note -> lines.add(fact("note", note)));
        return lines;
    }

    private String snapshot(AdapterSnapshot manifest) {
        return "step %d of %,d records, %s, next offset %d, %s"
                .formatted(
                        manifest.getStep(),
                        manifest.getRecords(),
                        ago(manifest.getTakenAt()),
                        manifest.getNewest().getNextOffset(),
                        manifest.getNewest().getSha256());
    }

    private String result(EvalResult result) {
        String metric =
                result.getMetrics().stream().findFirst().map(StatusText::metric).orElse("nothing measured");
        return "step " + result.getStep() + ", " + ago(result.getEvaluatedAt()) + ", " + metric + ", n " + result.getN()
                + ", " + result.getStatus();
    }

    private static String metric(Metric metric) {
        String value = String.format(Locale.ROOT, "%s %.4f", metric.getName(), metric.getValue());
        return metric.getLow() == null || metric.getHigh() == null
                ? value
                : value + String.format(Locale.ROOT, " (%.4f to %.4f)", metric.getLow(), metric.getHigh());
    }

    private String promoted(Promotion promotion) {
        return "step " + promotion.getStep() + ", " + ago(promotion.getPromotedAt()) + ", " + promotion.getAdapterName()
                + (promotion.getPinned() ? ", pinned" : "");
    }

    private static String served(String adapter, List<ServedPages.Served> by) {
        return adapter + " by "
                + by.stream().map(each -> each.page().getAuthority()).collect(Collectors.joining(", "));
    }

    private String drift(Drift drift) {
        return String.format(
                Locale.ROOT,
                "step %d, batch of %s, by %s: %s %.4f after %.4f",
                drift.getStep(),
                ago(drift.getBatchAt()),
                drift.getNoticedBy(),
                drift.getFigure(),
                drift.getAfter(),
                drift.getBefore());
    }

    private static String wentBack(List<Restore> restores) {
        Restore last = restores.getLast();
        return "%d %s, last at step %d to step %d, %,d records let go, verdict %s"
                .formatted(
                        restores.size(),
                        restores.size() == 1 ? "time" : "times",
                        last.getStep(),
                        last.getStateStep(),
                        last.getRecords(),
                        last.getVerdictId());
    }

    private static String reasons(Map<String, Long> counts) {
        return counts.isEmpty()
                ? ""
                : counts.entrySet().stream()
                        .map(each -> each.getKey() + " " + each.getValue())
                        .collect(Collectors.joining(", ", ": ", ""));
    }

    private String stage(StageStatus stage) {
        return STAGE.formatted(
                stage.stage(),
                stage.members(),
                stage.waiting().map(this::waiting).orElse("the jobs' lag"));
    }

    private String waiting(Behind behind) {
        return Words.records(behind.records())
                + (behind.since().isPresent() ? ", " + Words.span(behind.seconds(now)) : "");
    }

    private String ago(Instant then) {
        return Words.span(Math.max(0, Duration.between(then, now).toSeconds())) + " ago";
    }

    private static String fact(String name, String value) {
        return "  %-13s %s".formatted(name, value);
    }
}
