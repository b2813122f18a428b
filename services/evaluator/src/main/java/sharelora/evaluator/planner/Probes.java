package sharelora.evaluator.planner;

import java.util.Optional;
import sharelora.engine.ops.Arithmetic;
import sharelora.schemas.Checkpoint;

/** Linear probes, fitted and stored. */
@FunctionalInterface
interface Probes {

    /**
     * A probe for a job's results.
     *
     * @param before the job's probe so far, which is taken again where it knows as many classes
     * @param checkpoint what the job has learned up to it is what the probe may learn
     * @param classes C, at least two
     * @param arithmetic of the base whose features it learns: that of the evaluations it is compared in
     * @return hash of the blob; empty where there was nothing to fit it on
     */
    Optional<String> probe(Optional<String> before, Checkpoint checkpoint, int classes, Arithmetic arithmetic);
}
