package sharelora.predictor.http;

import sharelora.platform.metrics.Counter;
import sharelora.platform.metrics.Durations;
import sharelora.platform.metrics.Gauge;
import sharelora.platform.metrics.Metrics;

/**
 * What is asked over HTTP.
 *
 * @param requests by the status that they were answered with
 * @param seconds from a request's first line to its answer
 * @param open requests that are read, waiting or computed now
 */
record ApiMetrics(Counter requests, Durations seconds, Gauge open) {

    static ApiMetrics of(Metrics metrics) {
        return new ApiMetrics(
                metrics.counter("predictor_requests", "Requests for predictions answered, by status.", "status"),
                metrics.durations("predictor_request_seconds", "Time from a request to its answer."),
                metrics.gauge("predictor_open_requests", "Requests that are read, waiting or computed now."));
    }
}
