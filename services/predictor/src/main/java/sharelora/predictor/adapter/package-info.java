/** Which checkpoint answers for a job, out of the topics, and that checkpoint out of the blob store, verified. */
package sharelora.predictor.adapter;
