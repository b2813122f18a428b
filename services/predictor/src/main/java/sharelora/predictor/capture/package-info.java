/** Queries of requests that are written with their answers, each id once while it is remembered. Knows no HTTP. */
package sharelora.predictor.capture;
