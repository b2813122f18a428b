package sharelora.operations.submission;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import sharelora.operations.WrongUsageException;
import sharelora.operations.task.TaskRules;
import sharelora.schemas.Job;
import sharelora.schemas.JobState;
import sharelora.schemas.Stream;

/**
 * What a job file asks to be written, given what is there. Streams and jobs are immutable: an equal resubmission changes
 * nothing, another one is refused with its differences. What may change: labels are appended, {@code keep},
 * {@code gate}, {@code serve} and {@code shadow} are replaced. The operator's state, pin and suites stay as they are.
 *
 * @param stream empty where the stream that is there is the same
 * @param job empty where the job that is there is the same
 * @param warnings what the user should know of a job that can run, each a sentence
 */
public record Submission(Optional<Stream> stream, Optional<Job> job, List<String> warnings) {

    private static final Set<String> STREAM_MAY_DIFFER = Set.of("labels");
    private static final Set<String> JOB_MAY_DIFFER = Set.of("keep", "gate", "serve", "serveCheckpoint", "shadow");

    /**
     * Refuses the name of a deleted job, and a stream that the file only names and that nobody has submitted.
     *
     * @throws WrongUsageException saying which
     */
    static void requireNames(JobFile file, Stored there) {
        if (there.job().filter(job -> job.getState() == JobState.DELETED).isPresent()) {
            throw WrongUsageException.of("job: '" + file.job() + "', expected another name: this one was deleted");
        }
        if (file.stream().onlyNamed()
                && there.stream().isEmpty()
                && TaskRules.of(file.task()).hasLabels()) {
            throw WrongUsageException.of("stream.labels: missing, expected labels: there is no stream '"
                    + file.stream().name() + "' to learn from yet");
        }
    }

    /**
     * The stream and the job to write.
     *
     * @throws WrongUsageException naming every difference that is not allowed
     */
    static Submission of(AskedJob asked, Stored there, List<String> warnings) {
        List<String> differences = new ArrayList<>();
        there.stream().ifPresent(stream -> {
            Differences.between(asked.stream(), stream, STREAM_MAY_DIFFER)
                    .forEach(line -> differences.add("stream." + line));
            List<String> labels = asked.stream().getLabels();
            if (!extendsLabels(labels, stream.getLabels())) {
                differences.add(
                        "stream.labels: " + labels + ", was " + stream.getLabels() + "; labels can only be appended");
            }
        });
        there.job().ifPresent(job -> differences.addAll(Differences.between(asked.job(), job, JOB_MAY_DIFFER)));
        if (!differences.isEmpty()) {
            throw new WrongUsageException(
                    "job " + asked.job().getJobId() + " or its stream "
                            + asked.stream().getName()
                            + " is there already and immutable; submit it under another name",
                    differences);
        }
        return new Submission(
                Optional.of(asked.stream()).filter(stream -> !there.stream().equals(Optional.of(stream))),
                Optional.of(asked.job()).filter(job -> !there.job().equals(Optional.of(job))),
                warnings);
    }

    private static boolean extendsLabels(List<String> labels, List<String> before) {
        return labels.size() >= before.size()
                && labels.subList(0, before.size()).equals(before);
    }
}
