package sharelora.engine.format.peft;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import sharelora.engine.format.huggingface.ModuleNames;
import sharelora.engine.model.config.Site;

/**
 * An adapter as plain LoRA, whatever its layers shared while it was trained.
 *
 * @param base name of the frozen model
 * @param baseSha256 content hash of the frozen model's folder, hex
 * @param naming the module names of the base's family
 * @param method how it was trained: {@code share-a}, {@code share-a of query}; {@code lora} where the folder does not say
 * @param alpha the output of a pair is multiplied by alpha / rank
 * @param rankStabilized whether it is multiplied by alpha / √rank instead (rsLoRA, Kalajdzievski 2023)
 * @param dropout of a pair's input while it was trained
 * @param layers per layer its pairs by target, the same targets in each
 * @param own what its method trained, where the pairs do not say it; none where they are all there is
 */
public record LowRankAdapter(
        String base,
        String baseSha256,
        ModuleNames naming,
        String method,
        double alpha,
        boolean rankStabilized,
        double dropout,
        List<Map<String, LowRankPair>> layers,
        Optional<OwnMatrices> own) {

    public LowRankAdapter {
        if (!(alpha > 0) || Double.isInfinite(alpha) || !(dropout >= 0 && dropout < 1)) {
            throw new IllegalArgumentException("alpha is " + alpha + " and dropout " + dropout
                    + ": expected a positive number, and one from 0 up to 1");
        }
        layers = inOrder(layers, naming);
        LowRankPair first = layers.getFirst().values().iterator().next();
        for (int i = 0; i < layers.size(); i++) {
            if (!layers.get(i).keySet().equals(layers.getFirst().keySet())) {
                throw new IllegalArgumentException(
                        "layer " + i + " has the targets " + layers.get(i).keySet() + ": expected "
                                + layers.getFirst().keySet());
            }
            for (Map.Entry<String, LowRankPair> pair : layers.get(i).entrySet()) {
                if (pair.getValue().rank() != first.rank()) {
                    throw new IllegalArgumentException("layer " + i + " " + pair.getKey() + " has rank "
                            + pair.getValue().rank() + ": expected " + first.rank());
                }
            }
        }
    }

    /** Pairs that are all there is. */
    public LowRankAdapter(
            String base,
            String baseSha256,
            ModuleNames naming,
            String method,
            double alpha,
            boolean rankStabilized,
            double dropout,
            List<Map<String, LowRankPair>> layers) {
        this(base, baseSha256, naming, method, alpha, rankStabilized, dropout, layers, Optional.empty());
    }

    /** The same with the matrices of its method. */
    public LowRankAdapter with(OwnMatrices matrices) {
        return new LowRankAdapter(
                base, baseSha256, naming, method, alpha, rankStabilized, dropout, layers, Optional.of(matrices));
    }

    /** R. */
    public int rank() {
        return layers.getFirst().values().iterator().next().rank();
    }

    /** Projections that have a pair, in the order that a layer computes them. */
    public List<String> targets() {
        return List.copyOf(layers.getFirst().keySet());
    }

    /** Whether the hidden states are those of the base: every B is zero, and so is what the method has beside. */
    public boolean addsNothing() {
        boolean sparse = own.stream()
                .flatMap(matrices -> matrices.matrices().entrySet().stream())
                .filter(matrix -> matrix.getKey().endsWith(".S"))
                .anyMatch(matrix -> !isZero(matrix.getValue().numbers()));
        return !sparse
                && layers.stream().flatMap(layer -> layer.values().stream()).allMatch(LowRankPair::addsNothing);
    }

    private static boolean isZero(float[] numbers) {
        for (float number : numbers) {
            if (number != 0) {
                return false;
            }
        }
        return true;
    }

    /** The factor of a pair's output. */
    public double scale() {
        return rankStabilized ? alpha / Math.sqrt(rank()) : alpha / rank();
    }

    private static List<Map<String, LowRankPair>> inOrder(List<Map<String, LowRankPair>> layers, ModuleNames naming) {
        List<Map<String, LowRankPair>> ordered = new ArrayList<>();
        for (Map<String, LowRankPair> layer : layers) {
            Map<String, LowRankPair> pairs = new LinkedHashMap<>();
            Stream.concat(naming.targets().stream(), Stream.of(Site.LAYER))
                    .filter(layer::containsKey)
                    .forEach(target -> pairs.put(target, layer.get(target)));
            if (pairs.isEmpty() || pairs.size() != layer.size()) {
                throw new IllegalArgumentException("layer " + ordered.size() + " has the targets " + layer.keySet()
                        + ": expected at least one of " + naming.targets());
            }
            ordered.add(Collections.unmodifiableMap(pairs));
        }
        if (ordered.isEmpty()) {
            throw new IllegalArgumentException("an adapter needs at least one layer");
        }
        return List.copyOf(ordered);
    }
}
