package sharelora.cli.job;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import sharelora.cli.WrongUsageException;
import sharelora.schemas.Job;
import sharelora.schemas.JobState;
import sharelora.schemas.Stream;
import sharelora.schemas.Task;

/**
 * What a job file asks to be written, given what is there. Streams and jobs are immutable: an equal resubmission changes
 * nothing, another one is refused with its differences. What may change: labels are appended, {@code keep} is replaced.
 */
public record Submission(Optional<Stream> stream, Optional<Job> job) {

    private static final Set<String> STREAM_MAY_DIFFER = Set.of("createdAt", "labels");
    private static final Set<String> JOB_MAY_DIFFER = Set.of("createdAt", "state", "keep");

    /**
     * The stream and the job to write; empty where what is there is the same.
     *
     * @throws WrongUsageException naming every difference that is not allowed
     */
    static Submission of(
            JobFile file, BaseModels.Base base, Optional<Stream> oldStream, Optional<Job> oldJob, Instant now) {
        return new Submission(streamOf(file, base, oldStream, now), jobOf(file, base, oldJob, now));
    }

    private static Optional<Stream> streamOf(JobFile file, BaseModels.Base base, Optional<Stream> there, Instant now) {
        StreamPart part = file.stream();
        if (part.onlyNamed()) {
            Stream stream = there.orElseThrow(
                    () -> WrongUsageException.of("stream.labels: missing, expected labels: there is no stream '"
                            + part.name() + "' to learn from yet"));
            refuse("stream " + part.name() + " has another tokenizer", tokenizerDifferences(stream, base));
            return Optional.empty();
        }
        Stream asked = new Stream(
                part.name(),
                base.name(),
                base.sha256(),
                base.tokenizerSha256(),
                part.input().orElse(null),
                part.labels(),
                part.maxLength(),
                part.batch(),
                part.holdoutPercent(),
                now);
        if (there.isEmpty()) {
            return Optional.of(asked);
        }
        List<String> differences = new ArrayList<>(Differences.between(asked, there.get(), STREAM_MAY_DIFFER));
        List<String> labels = there.get().getLabels();
        boolean appended = part.labels().size() >= labels.size()
                && part.labels().subList(0, labels.size()).equals(labels);
        if (!appended) {
            differences.add("labels: " + part.labels() + ", was " + labels + "; labels can only be appended");
        }
        refuse("stream " + part.name() + " is there already and immutable", differences);
        return part.labels().equals(labels) ? Optional.empty() : Optional.of(asked);
    }

    private static List<String> tokenizerDifferences(Stream stream, BaseModels.Base base) {
        return stream.getTokenizerSha256().equals(base.tokenizerSha256())
                ? List.of()
                : List.of("tokenizerSha256: " + base.tokenizerSha256() + ", was " + stream.getTokenizerSha256());
    }

    private static Optional<Job> jobOf(JobFile file, BaseModels.Base base, Optional<Job> there, Instant now) {
        Job asked = new Job(
                file.job(),
                file.stream().name(),
                base.name(),
                base.sha256(),
                Task.CLASSIFICATION,
                file.learner().adapter(),
                file.learner().head(),
                file.learner().training(),
                file.snapshotEvery(),
                file.checkpointEvery(),
                file.keep(),
                file.evaluation(),
                file.start(),
                there.map(Job::getState).orElse(JobState.RUNNING),
                now);
        if (there.isEmpty()) {
            return Optional.of(asked);
        }
        refuse(
                "job " + file.job() + " is there already and immutable; submit it under another name",
                Differences.between(asked, there.get(), JOB_MAY_DIFFER));
        Set<String> allButKeep = new HashSet<>(JOB_MAY_DIFFER);
        allButKeep.remove("keep");
        return Differences.between(asked, there.get(), allButKeep).isEmpty() ? Optional.empty() : Optional.of(asked);
    }

    private static void refuse(String what, List<String> differences) {
        if (!differences.isEmpty()) {
            throw new WrongUsageException(what, differences);
        }
    }
}
