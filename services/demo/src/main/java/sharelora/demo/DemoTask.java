package sharelora.demo;

import java.util.List;
import java.util.Optional;
import sharelora.demo.asking.AdapterScore;
import sharelora.engine.EngineChoice;
import sharelora.operations.modelstore.BaseModels;
import sharelora.operations.submission.JobFile;
import sharelora.operations.submission.Submitter;
import sharelora.platform.blobs.BlobStore;
import sharelora.platform.host.Platform;
import sharelora.platform.kafka.KafkaSettings;
import sharelora.schemas.EvalResult;
import sharelora.schemas.Example;
import sharelora.schemas.TrainStep;
import sharelora.trainer.JobProgress;

/**
 * What a demo teaches, and what is told of it.
 *
 * @param <R> what a run has measured
 */
public interface DemoTask<R> {

    /** Name of the job and its stream. */
    String JOB = "demo";

    /** The suite that is the stream's own held-out records. */
    String HOLDOUT = "holdout";

    /** The base, in words. */
    String base();

    /** Takes the base in; the job that learns on it. */
    JobFile job(BaseModels models);

    /** Submits the job, before any stage runs. */
    default void submit(JobFile job, KafkaSettings kafka, BlobStore blobs) {
        new Submitter(kafka, blobs).submit(job);
    }

    /** What is fed, in that order. */
    List<Example> fed();

    /** The same in parts: each is learned, and its last checkpoint measured, before the next is fed. */
    default List<List<Example>> parts() {
        return List.of(fed());
    }

    /** What each part's last checkpoint is measured on. */
    default List<String> suites() {
        return List.of(HOLDOUT);
    }

    /** Texts nobody learns from, to be asked over HTTP while the job learns the first part; none: nobody asks. */
    default List<Example> asked() {
        return List.of();
    }

    /** How many of what is fed falls on the training side. */
    int training();

    /** What is fed, in words. */
    String feeding();

    /** One line about a result as it arrives; empty where it is worth none. */
    Optional<String> line(EvalResult result);

    /** Takes note of a step, some time after it was taken. */
    default void learned(TrainStep step) {}

    /** The accuracy to show while the job learns; NaN before there is one. */
    default double accuracy(JobProgress now) {
        return now.accuracy();
    }

    /** One line about a part that is learned and measured; empty where it is worth none. */
    default Optional<String> measured(Measured part) {
        return Optional.empty();
    }

    /** What the run has measured, while its topics are there to be read. */
    R report(Outcome outcome);

    /** What a run computes with. */
    record Machine(Platform platform, EngineChoice engine) {}

    /**
     * A part that is learned and measured.
     *
     * @param number of the part, from 1
     * @param results of the part's last checkpoint, complete, in the order of {@link #suites()}
     */
    record Measured(int number, List<EvalResult> results) {}

    /**
     * A run that is over.
     *
     * @param parts all of them, in their order
     * @param answers of each adapter that was asked, in the order of their steps
     */
    record Outcome(
            Machine machine,
            JobFile job,
            JobProgress figures,
            List<Measured> parts,
            List<AdapterScore> answers,
            double wallSeconds) {

        /** The result of the last checkpoint on the first suite. */
        public EvalResult last() {
            return parts.getLast().results().getFirst();
        }
    }
}
