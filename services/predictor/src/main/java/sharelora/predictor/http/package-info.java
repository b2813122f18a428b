/** Queries over HTTP → answers of the job's adapter. Texts are never logged. */
package sharelora.predictor.http;
