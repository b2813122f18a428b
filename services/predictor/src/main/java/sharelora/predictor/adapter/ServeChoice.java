package sharelora.predictor.adapter;

import sharelora.schemas.Job;
import sharelora.schemas.Serve;
import sharelora.schemas.Topics;

/** Which checkpoint of a job is to answer. */
public sealed interface ServeChoice {

    /** The one that is promoted. */
    record Promoted() implements ServeChoice {}

    /** The one with the most steps. */
    record Newest() implements ServeChoice {}

    /**
     * This one.
     *
     * @param checkpoint its id or the beginning of it, or its adapter's name
     */
    record Named(String checkpoint) implements ServeChoice {}

    /** By the word that a user writes: {@code promoted}, {@code newest}, or a checkpoint's name. */
    static ServeChoice of(String word) {
        return switch (word) {
            case "promoted" -> new Promoted();
            case "newest" -> new Newest();
            default -> new Named(word);
        };
    }

    /** What the job file says; where it says nothing, the promoted one where the job has a gate or a pin. */
    static ServeChoice of(Job job) {
        if (job.getServeCheckpoint() != null) {
            return new Named(job.getServeCheckpoint());
        }
        boolean promoted = job.getServe() == null
                ? job.getGate() != null || job.getPin() != null
                : job.getServe() == Serve.PROMOTED;
        return promoted ? new Promoted() : new Newest();
    }

    /** What is awaited where there is none, as part of a sentence. */
    default String awaited() {
        return switch (this) {
            case Promoted() -> "its first promotion on " + Topics.PROMOTIONS.name();
            case Newest() -> "its first checkpoint on " + Topics.CHECKPOINTS.name();
            case Named(String checkpoint) -> "its checkpoint " + checkpoint + " on " + Topics.CHECKPOINTS.name();
        };
    }
}
