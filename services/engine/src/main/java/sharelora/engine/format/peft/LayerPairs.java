package sharelora.engine.format.peft;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import sharelora.engine.format.huggingface.ModuleNames;
import sharelora.engine.model.config.ModelShape;

/** Converts one layer's pairs between targets and the modules that PEFT stores them by. */
final class LayerPairs {

    /** Key of the metadata that says which parts a merged {@code c_attn} has. */
    static final String PARTS = ModelShape.FUSED;

    private LayerPairs() {}

    /** Of all targets those that are merged in c_attn; none where it is not touched or is a target itself. */
    static List<String> merged(List<String> targets, ModuleNames naming) {
        return naming == ModuleNames.GPT2
                ? MergedPair.BLOCKS.stream().filter(targets::contains).toList()
                : List.of();
    }

    /** Alpha of so many parts together, whose rank is as many times that of one: what they add keeps its scale. */
    static double mergedAlpha(double alpha, int parts, boolean rankStabilized) {
        return alpha * (rankStabilized ? Math.sqrt(parts) : parts);
    }

    /**
     * Pairs by module.
     *
     * @throws IllegalArgumentException where c_attn is a target beside one of its own parts
     */
    static Map<String, LowRankPair> byModule(Map<String, LowRankPair> targets, ModuleNames naming) {
        Map<String, LowRankPair> modules = new LinkedHashMap<>();
        TreeMap<Integer, LowRankPair> parts = new TreeMap<>();
        targets.forEach((target, pair) -> {
            int block = naming == ModuleNames.GPT2 ? MergedPair.BLOCKS.indexOf(target) : -1;
            if (block >= 0) {
                parts.put(block, pair);
            } else {
                modules.put(naming.module(target), pair);
            }
        });
        if (!parts.isEmpty()) {
            LowRankPair merged = MergedPair.of(parts).pair();
            if (modules.put(naming.module(ModelShape.FUSED), merged) != null) {
                throw new IllegalArgumentException("targets are " + targets.keySet() + ": expected either "
                        + ModelShape.FUSED + " or parts of it, since PEFT has one pair for both");
            }
        }
        return modules;
    }

    /**
     * Pairs by target.
     *
     * @param parts that c_attn was merged of; none: it is a target itself
     */
    static Map<String, LowRankPair> byTarget(Map<String, LowRankPair> modules, ModuleNames naming, List<String> parts) {
        Map<String, LowRankPair> targets = new LinkedHashMap<>();
        modules.forEach((module, pair) -> {
            List<String> sharing = naming.sharing(module);
            if (sharing.size() == 1) {
                targets.put(sharing.getFirst(), pair);
            } else if (parts.isEmpty()) {
                targets.put(ModelShape.FUSED, pair);
            } else {
                targets.putAll(new MergedPair(parts, pair).split());
            }
        });
        return targets;
    }
}
