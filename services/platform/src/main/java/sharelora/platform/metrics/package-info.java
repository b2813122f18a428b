/** Counters and gauges in Prometheus's terms. */
package sharelora.platform.metrics;
