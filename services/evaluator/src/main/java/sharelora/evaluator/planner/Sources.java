package sharelora.evaluator.planner;

import sharelora.platform.blobs.BlobStore;

/**
 * What the planner reads beside its input, and where it stores.
 *
 * @param history of this planner and those before it
 */
record Sources(StreamLogs logs, BlobStore blobs, Probes probes, PlanningHistory history) {}
