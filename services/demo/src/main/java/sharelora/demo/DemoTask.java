package sharelora.demo;

import java.util.List;
import sharelora.engine.EngineChoice;
import sharelora.operations.modelstore.BaseModels;
import sharelora.operations.submission.JobFile;
import sharelora.platform.host.Platform;
import sharelora.schemas.EvalResult;
import sharelora.schemas.Example;
import sharelora.trainer.JobProgress;

/**
 * What a demo teaches, and what is told of it.
 *
 * @param <R> what a run has measured
 */
public interface DemoTask<R> {

    /** Name of the job and its stream. */
    String JOB = "demo";

    /** The base, in words. */
    String base();

    /** Takes the base in; the job that learns on it. */
    JobFile job(BaseModels models);

    /** What is fed, in that order. */
    List<Example> fed();

    /** How many of these fall on the training side. */
    int training();

    /** What is fed, in words. */
    String feeding();

    /** One line about a result as it arrives. */
    String line(EvalResult result);

    /** What the run has measured, while its topics are there to be read. */
    R report(Outcome outcome);

    /** What a run computes with. */
    record Machine(Platform platform, EngineChoice engine) {}

    /**
     * A run that is over.
     *
     * @param last complete result of the last checkpoint
     */
    record Outcome(Machine machine, JobFile job, JobProgress figures, EvalResult last, double wallSeconds) {}
}
