package sharelora.platform.stage;

import sharelora.schemas.Topic;
import sharelora.schemas.Topics;

/** A topic that every stream has one of, in the order of the flow. Streams come and go, so a stage names the kind. */
public enum StreamTopic {
    /** Example; read together with the topic that a user already has, where the stream names one. */
    EXAMPLES,
    /** TokenBatch, to learn from. */
    TOKEN_BATCHES,
    /** TokenBatch, held out. */
    EVAL_BATCHES,
    /** Query; written by anybody. */
    QUERIES,
    /** Prediction; read by whoever asked. */
    PREDICTIONS;

    /** That stream's topic of this kind. */
    public Topic<?> of(String stream) {
        return switch (this) {
            case EXAMPLES -> Topics.examples(stream);
            case TOKEN_BATCHES -> Topics.tokenBatches(stream);
            case EVAL_BATCHES -> Topics.evalBatches(stream);
            case QUERIES -> Topics.queries(stream);
            case PREDICTIONS -> Topics.predictions(stream);
        };
    }
}
