/** Queries in tokens → what an adapter says of them, on one thread of the process. Knows neither Kafka nor HTTP. */
package sharelora.predictor.compute;
