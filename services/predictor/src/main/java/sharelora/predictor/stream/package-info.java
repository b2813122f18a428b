/** Queries of a stream → predictions of each of its jobs, exactly once; a loop for each stream. */
package sharelora.predictor.stream;
