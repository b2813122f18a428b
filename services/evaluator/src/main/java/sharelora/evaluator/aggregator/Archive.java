package sharelora.evaluator.aggregator;

import java.util.function.BiConsumer;
import java.util.function.Consumer;
import sharelora.schemas.EvalResult;
import sharelora.schemas.EvalShard;
import sharelora.schemas.EvalTask;

/** What the aggregator reads beside its input. Calls may throw a TransientException. */
interface Archive {

    /** Everything that was published. */
    void results(Consumer<EvalResult> use);

    /** Every shard that is left in the log, with its offset. */
    void shards(BiConsumer<EvalShard, Long> use);

    /** The tasks that were written since the last call; at first, and after {@link #forget}, since the beginning. */
    void tasks(Consumer<EvalTask> use);

    /** Whether {@link #tasks} has returned all that was written when it began. */
    boolean caughtUp();

    /** Starts over. */
    void forget();
}
