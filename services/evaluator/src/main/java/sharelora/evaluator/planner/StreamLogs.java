package sharelora.evaluator.planner;

import sharelora.evaluator.slice.BatchLog;

/** The logs of a stream. */
interface StreamLogs {

    /** What the stream has held out. */
    BatchLog evalBatches(String stream);

    /** What its jobs learn from. */
    BatchLog tokenBatches(String stream);
}
