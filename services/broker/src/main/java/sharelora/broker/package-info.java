/** A real Kafka broker without a service to install: for the demo, for a laptop, for tests. */
package sharelora.broker;
