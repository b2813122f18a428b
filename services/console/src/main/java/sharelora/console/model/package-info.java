/** Records → what is known of streams, jobs and dead letters. No Kafka and no Vert.x; a function of the log alone. */
package sharelora.console.model;
