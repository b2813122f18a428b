/** Records in Confluent's framing, by a schema registry with Confluent's REST API. */
package sharelora.platform.registry;
