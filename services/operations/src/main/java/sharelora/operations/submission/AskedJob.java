package sharelora.operations.submission;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import sharelora.operations.Problems;
import sharelora.operations.task.TaskRules;
import sharelora.schemas.Job;
import sharelora.schemas.JobState;
import sharelora.schemas.Stream;

/**
 * The stream and the job that a job file asks for, whole. What a job file does not decide stays as it is stored: the
 * operator's state, pin, suites, skips and retries, and when it was made.
 */
record AskedJob(Stream stream, Job job) {

    /**
     * The records.
     *
     * @param problems take every setting of the adapter to start from that the file says otherwise
     */
    static AskedJob of(JobFile file, PinnedModels models, Stored there, Instant now, Problems problems) {
        Stream stream = stream(file, models, there.stream(), now);
        StartingPoint start = models.from()
                .map(from -> StartingPoint.of(from, file.learner(), stream.getLabels(), problems))
                .orElseGet(() -> StartingPoint.ofSeed(file.learner()));
        return new AskedJob(stream, job(file, models, start, there.job(), now));
    }

    /** The same with the id of the checkpoint that is to answer in the place of its name. */
    AskedJob serving(String checkpointId) {
        return new AskedJob(
                stream, Job.newBuilder(job).setServeCheckpoint(checkpointId).build());
    }

    /** Two bases with one tokenizer make the same stream of it, so the first one stays. */
    private static Stream stream(JobFile file, PinnedModels models, Optional<Stream> there, Instant now) {
        StreamPart part = file.stream();
        String tokenizer = models.base().tokenizerSha256();
        Integer endToken =
                TaskRules.of(file.task()).goesOnWithTexts() ? models.endToken().orElse(null) : null;
        if (part.onlyNamed() && there.isPresent()) {
            return Stream.newBuilder(there.get())
                    .setTokenizerSha256(tokenizer)
                    .setTask(file.task())
                    .setEndToken(endToken)
                    .build();
        }
        return new Stream(
                part.name(),
                there.map(Stream::getBase).orElse(models.base().name()),
                there.map(Stream::getBaseSha256).orElse(models.base().sha256()),
                tokenizer,
                part.input().orElse(null),
                part.labels(),
                part.maxLength(),
                part.batch(),
                part.holdoutPercent(),
                file.task(),
                endToken,
                there.map(Stream::getCreatedAt).orElse(now),
                there.map(Stream::getSkips).orElse(List.of()));
    }

    private static Job job(JobFile file, PinnedModels models, StartingPoint start, Optional<Job> there, Instant now) {
        return new Job(
                file.job(),
                file.stream().name(),
                models.base().name(),
                models.base().sha256(),
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
                there.map(Job::getRetries).orElse(0),
                file.average().orElse(null),
                file.serving().serve().orElse(null),
                file.guard().drift().orElse(null),
                file.guard().quarantine().orElse(null),
                file.guard().onDrift().orElse(null),
                file.serving().shadow().orElse(null),
                file.serving().checkpoint().orElse(null));
    }
}
