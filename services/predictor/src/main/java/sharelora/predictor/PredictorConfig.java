package sharelora.predictor;

import java.util.Optional;
import sharelora.engine.EngineChoice;
import sharelora.platform.http.BearerTokens;
import sharelora.predictor.adapter.ServeOptions;
import sharelora.predictor.compute.Batching;
import sharelora.predictor.http.Limits;

/**
 * What a predictor process serves, and how.
 *
 * @param stream name of the only stream; empty: every one that has a job
 * @param serve which checkpoints answer, whatever the job files say
 * @param threads that an adapter computes on, at least 1
 * @param batching how requests are put together
 * @param limits what requests over HTTP are held to
 * @param tokens one of which a request has to name; empty: none is needed
 */
public record PredictorConfig(
        Optional<String> stream,
        ServeOptions serve,
        EngineChoice engine,
        int threads,
        Batching batching,
        Limits limits,
        Optional<BearerTokens> tokens) {}
