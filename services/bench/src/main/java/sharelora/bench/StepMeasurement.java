package sharelora.bench;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;

/**
 * What a run measured.
 *
 * @param usefulGflops per second; see {@link Flops}
 * @param ceilingGflops per second; see {@link Ceiling}
 * @param trainableBytes adapter and head, gradient, and both moments
 * @param heapBytesPerStep that one step allocates on the Java heap, without the first steps
 * @param shares of CPU time by operation; null where not asked for
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StepMeasurement(
        String cpu,
        int threads,
        int gradientShards,
        long tokens,
        Quartiles stepMillis,
        double tokensPerSecond,
        double usefulGflops,
        double ceilingGflops,
        double shareOfCeiling,
        double firstStepMillis,
        long peakBytes,
        long loadedBytes,
        long trainableBytes,
        long heapBytesPerStep,
        Map<String, Double> shares) {}
