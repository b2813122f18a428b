/**
 * Topics in and out. The only package that knows Kafka's client classes; none of them shows in a public signature.
 *
 * <p>Start with {@link sharelora.platform.kafka.Transform} for a stage that reads and writes topics exactly once, with
 * {@link sharelora.platform.kafka.ExclusiveProducer} and {@link sharelora.platform.kafka.LogReader} for one that keeps
 * state of its own, with {@link sharelora.platform.kafka.ShareQueue} for workers of any number.
 */
package sharelora.platform.kafka;
