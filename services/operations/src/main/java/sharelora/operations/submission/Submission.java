package sharelora.operations.submission;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import sharelora.engine.adapter.Export;
import sharelora.models.learning.AdapterRecords;
import sharelora.operations.WrongUsageException;
import sharelora.operations.modelstore.BaseModels;
import sharelora.operations.modelstore.ImportedAdapters;
import sharelora.operations.task.TaskRules;
import sharelora.schemas.AdapterSettings;
import sharelora.schemas.Job;
import sharelora.schemas.JobState;
import sharelora.schemas.Stream;

/**
 * What a job file asks to be written, given what is there. Streams and jobs are immutable: an equal resubmission changes
 * nothing, another one is refused with its differences. What may change: labels are appended, {@code keep} and
 * {@code gate} are replaced. The operator's state, pin and suites stay as they are.
 */
public record Submission(Optional<Stream> stream, Optional<Job> job) {

    private static final Set<String> STREAM_MAY_DIFFER = Set.of("labels");
    private static final Set<String> JOB_MAY_DIFFER = Set.of("keep", "gate");

    /**
     * The stream and the job to write; empty where what is there is the same.
     *
     * @throws WrongUsageException naming every difference that is not allowed
     */
    static Submission of(
            JobFile file,
            BaseModels.Base base,
            Optional<ImportedAdapters.Imported> from,
            Optional<Stream> oldStream,
            Optional<Job> oldJob,
            Instant now) {
        if (oldJob.filter(there -> there.getState() == JobState.DELETED).isPresent()) {
            throw WrongUsageException.of("job: '" + file.job() + "', expected another name: this one was deleted");
        }
        if (file.stream().onlyNamed()
                && oldStream.isEmpty()
                && TaskRules.of(file.task()).hasLabels()) {
            throw WrongUsageException.of("stream.labels: missing, expected labels: there is no stream '"
                    + file.stream().name() + "' to learn from yet");
        }
        Stream stream = stream(file, base, oldStream, now);
        StartingPoint start = from.map(adapter -> StartingPoint.of(adapter, file.learner(), stream.getLabels()))
                .orElseGet(() -> StartingPoint.ofSeed(file.learner()));
        requireExport(start.adapter());
        Job job = job(file, base, start, oldJob, now);
        List<String> differences = new ArrayList<>();
        oldStream.ifPresent(there -> {
            Differences.between(stream, there, STREAM_MAY_DIFFER).forEach(line -> differences.add("stream." + line));
            if (!extendsLabels(stream.getLabels(), there.getLabels())) {
                differences.add("stream.labels: " + stream.getLabels() + ", was " + there.getLabels()
                        + "; labels can only be appended");
            }
        });
        oldJob.ifPresent(there -> differences.addAll(Differences.between(job, there, JOB_MAY_DIFFER)));
        if (!differences.isEmpty()) {
            throw new WrongUsageException(
                    "job " + file.job() + " or its stream " + file.stream().name()
                            + " is there already and immutable; submit it under another name",
                    differences);
        }
        return new Submission(
                Optional.of(stream).filter(asked -> !oldStream.equals(Optional.of(asked))),
                Optional.of(job).filter(asked -> !oldJob.equals(Optional.of(asked))));
    }

    /** What cannot leave is not to be trained: its first checkpoint would fail. */
    private static void requireExport(AdapterSettings adapter) {
        try {
            Export.peftLora(AdapterRecords.spec(adapter));
        } catch (IllegalArgumentException e) {
            throw WrongUsageException.of("adapter: " + e.getMessage());
        }
    }

    /** Two bases with one tokenizer make the same stream of it, so the first one stays. */
    private static Stream stream(JobFile file, BaseModels.Base base, Optional<Stream> there, Instant now) {
        StreamPart part = file.stream();
        if (part.onlyNamed() && there.isPresent()) {
            return Stream.newBuilder(there.get())
                    .setTokenizerSha256(base.tokenizerSha256())
                    .setTask(file.task())
                    .setEndToken(base.endToken().orElse(null))
                    .build();
        }
        return new Stream(
                part.name(),
                there.map(Stream::getBase).orElse(base.name()),
                there.map(Stream::getBaseSha256).orElse(base.sha256()),
                base.tokenizerSha256(),
                part.input().orElse(null),
                part.labels(),
                part.maxLength(),
                part.batch(),
                part.holdoutPercent(),
                file.task(),
                base.endToken().orElse(null),
                there.map(Stream::getCreatedAt).orElse(now),
                there.map(Stream::getSkips).orElse(List.of()));
    }

    private static Job job(JobFile file, BaseModels.Base base, StartingPoint start, Optional<Job> there, Instant now) {
        return new Job(
                file.job(),
                file.stream().name(),
                base.name(),
                base.sha256(),
                file.task(),
                start.adapter(),
                start.head(),
                file.learner().training(),
                file.snapshotEvery(),
                file.checkpointEvery(),
                file.keep(),
                file.evaluation(),
                file.start(),
                start.origin().orElse(null),
                there.map(Job::getState).orElse(JobState.RUNNING),
                there.map(Job::getCreatedAt).orElse(now),
                file.gate().orElse(null),
                there.map(Job::getPin).orElse(null),
                there.map(Job::getSuites).orElse(List.of()),
                there.map(Job::getRetries).orElse(0));
    }

    private static boolean extendsLabels(List<String> labels, List<String> before) {
        return labels.size() >= before.size()
                && labels.subList(0, before.size()).equals(before);
    }
}
