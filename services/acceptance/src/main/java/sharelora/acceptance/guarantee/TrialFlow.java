package sharelora.acceptance.guarantee;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import sharelora.acceptance.site.Await;
import sharelora.acceptance.site.Child;
import sharelora.acceptance.site.Installation;
import sharelora.acceptance.site.Sentences;
import sharelora.acceptance.site.TopicHistory;
import sharelora.schemas.AdapterSnapshot;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.Topics;

/**
 * Runs all stages of one job, from tokenizer to checkpointer, each in a process of its own, while faults are injected. At
 * the end every example has one fate, and the job equals a twin that learned the same log without faults.
 */
final class TrialFlow {

    private final Installation installation;
    private final TrialFindings findings;
    private final TopicHistory history;
    private final String job;
    private final List<Child> stages = new ArrayList<>();
    private int fed;

    private TrialFlow(Installation installation, TrialFindings findings, String job) {
        this.installation = installation;
        this.findings = findings;
        this.history = TopicHistory.of(installation.kafka());
        this.job = job;
    }

    /** Submits the job on a stream of the same name and starts its stages. */
    static TrialFlow start(Installation installation, TrialFindings findings, String job) {
        TrialFlow flow = new TrialFlow(installation, findings, job);
        installation.submit(Jobs.file(job, job, 10));
        flow.stages.add(installation.stage("tokenizer", "--stream", job));
        flow.stages.add(installation.stage("trainer", "--job", job));
        flow.stages.add(installation.stage("checkpointer"));
        return flow;
    }

    String job() {
        return job;
    }

    Child trainer() {
        return stages.get(1);
    }

    /** Feeds that many more examples and waits until some of them are learned. */
    void feedAndLearn(int count) {
        long before = history.step(job);
        feed(count);
        awaitStepAfter(before);
    }

    void feed(int count) {
        installation.feed(job, fed, fed + count);
        fed += count;
    }

    /** Waits until a later step is committed. */
    void awaitStepAfter(long before) {
        Await.until("step " + before + " of " + job + " is followed by another", () -> history.step(job) > before);
    }

    long step() {
        return history.step(job);
    }

    /** Stops all stages, runs each until it has nothing left to do, and checks the results. */
    TrialOutcome finish() {
        awaitFates();
        for (Child stage : stages) {
            findings.expect(stage + " died by itself:\n" + stage.tail(), stage.alive());
            stage.terminate();
        }
        stages.forEach(stage -> stage.exit(Installation.PATIENCE));
        installation.drain("tokenizer", "--stream", job);
        installation.drain("trainer", "--job", job);
        installation.drain("checkpointer");
        history.fates(job)
                .requireEachOnce(IntStream.range(0, fed).mapToObj(Sentences::id).toList(), findings::broken);
        expectEqualsItsTwin();
        return findings.verdict(fed);
    }

    /** Waits until all examples have a fate, except those that wait in a batch that is too small to close. */
    private void awaitFates() {
        Await.until(
                "the tokenizer is through with " + job, () -> history.fates(job).size() > fed - Jobs.BATCH_RECORDS);
    }

    private void expectEqualsItsTwin() {
        String twin = job + "-twin";
        installation.submit(Jobs.file(twin, job, 10));
        installation.drain("trainer", "--job", twin);
        AdapterSnapshot one = history.manifest(job).orElseThrow();
        AdapterSnapshot other = history.manifest(twin).orElseThrow();
        findings.expectEqual("step", one.getStep(), other.getStep());
        findings.expectEqual(
                "state", one.getNewest().getSha256(), other.getNewest().getSha256());
        findings.expectSame("train-steps", history.steps(job), history.steps(twin));
        List<Long> checkpoints = history.all(Topics.CHECKPOINTS).stream()
                .filter(checkpoint -> checkpoint.getJobId().equals(job))
                .map(Checkpoint::getStep)
                .distinct()
                .toList();
        findings.expectSame("checkpoints", checkpoints, Jobs.flaggedSteps(one.getStep()));
    }
}
