package sharelora.engine.adapter.lowrank;

import java.util.Arrays;
import java.util.List;
import sharelora.engine.adapter.AdapterSpec;
import sharelora.engine.adapter.Export;
import sharelora.engine.adapter.MethodSettings;
import sharelora.engine.adapter.Plan;
import sharelora.engine.adapter.Setting;
import sharelora.engine.format.peft.LowRankAdapter;
import sharelora.engine.format.peft.LowRankPair;
import sharelora.engine.model.config.ModelShape;

/**
 * A low-rank adapter as it is asked for. Lists are kept in the order of
 * {@link ModelShape#PROJECTIONS}, so that two ways to write the same adapter are equal.
 *
 * @param rank R, at least 1
 * @param alpha positive; what the pair adds is multiplied by alpha / rank, unless the variant says otherwise
 * @param dropout of the pair's input while training, [0, 1)
 * @param targets projections that get a pair, names of {@link ModelShape#PROJECTIONS}
 * @param share targets whose layers share what the method shares; the others are plain LoRA. None where the method is
 *     plain LoRA itself, at least one where it is not
 */
public record LowRankSpec(
        LowRankMethod method,
        int rank,
        double alpha,
        double dropout,
        List<String> targets,
        List<String> share,
        Variant variant)
        implements AdapterSpec {

    private static final String OF = " of ";

    public LowRankSpec {
        if (method == null || variant == null) {
            throw new IllegalArgumentException("method or variant is missing");
        }
        LowRankSettings.require(rank, alpha, dropout);
        targets = LowRankSettings.ordered(targets);
        if (method.shares()) {
            share = Setting.Names.ordered("share is", share, targets);
        } else if (!share.isEmpty()) {
            throw new IllegalArgumentException("share is " + share + ", expected none as the method is " + method.id());
        }
        share = List.copyOf(share);
    }

    /** An adapter whose method holds for every target. */
    public LowRankSpec(LowRankMethod method, int rank, double alpha, double dropout, List<String> targets) {
        this(method, rank, alpha, dropout, targets, method != null && method.shares() ? targets : List.of());
    }

    /** What an adapter that was read was trained as; another method's pairs are plain LoRA. */
    public static LowRankSpec of(LowRankAdapter adapter) {
        String[] words = adapter.method().split(OF, 2);
        LowRankMethod method = LowRankMethod.find(words[0]).orElse(LowRankMethod.LORA);
        List<String> all = method.shares() ? adapter.targets() : List.of();
        return new LowRankSpec(
                method,
                adapter.rank(),
                adapter.alpha(),
                adapter.dropout(),
                adapter.targets(),
                words.length == 1 || all.isEmpty() ? all : List.of(words[1].split(", ")),
                new Variant(adapter.rankStabilized(), 1, false));
    }

    /** What computes an adapter that was read: plain pairs, whatever was shared while they were trained. */
    public static LowRankSpec plain(LowRankAdapter adapter) {
        return new LowRankSpec(
                        LowRankMethod.LORA, adapter.rank(), adapter.alpha(), adapter.dropout(), adapter.targets())
                .as(new Variant(adapter.rankStabilized(), 1, false));
    }

    /** Plain pairs, some of which share. */
    public LowRankSpec(
            LowRankMethod method, int rank, double alpha, double dropout, List<String> targets, List<String> share) {
        this(method, rank, alpha, dropout, targets, share, Variant.PLAIN);
    }

    /** The same in another variant. */
    public LowRankSpec as(Variant other) {
        return new LowRankSpec(method, rank, alpha, dropout, targets, share, other);
    }

    @Override
    public MethodSettings settings() {
        return LowRankSettings.of(this);
    }

    @Override
    public Plan plan(ModelShape shape) {
        return LowRankPlan.of(shape, this);
    }

    @Override
    public Export export() {
        return new Export.PeftLora(sharing(), alpha, variant.rankStabilized(), dropout);
    }

    /** What the low-rank path is multiplied by. */
    public double scale() {
        return variant.rankStabilized() ? alpha / Math.sqrt(rank) : alpha / rank;
    }

    /** What is shared, in words: {@code share-a}, or {@code share-a of query, value} where other targets share nothing. */
    public String sharing() {
        return share.equals(targets) || share.isEmpty() ? method.id() : method.id() + OF + String.join(", ", share);
    }

    /** Targets, rank and scale have to be the same, and what this one shares has to be one matrix there too. */
    @Override
    public void requireStart(LowRankAdapter from) {
        AdapterSpec.requireAsked("targets", from.targets(), targets);
        AdapterSpec.requireAsked("rank", from.rank(), rank);
        AdapterSpec.requireAsked("scale", (float) from.scale(), (float) scale());
        requireSharedIn(from);
    }

    private void requireSharedIn(LowRankAdapter adapter) {
        for (String target : share) {
            LowRankPair first = adapter.layers().getFirst().get(target);
            for (int layer = 1; layer < adapter.layers().size(); layer++) {
                LowRankPair pair = adapter.layers().get(layer).get(target);
                requireSame(sharesA(target), target + ".A", first.a(), pair.a(), layer);
                requireSame(sharesB(target), target + ".B", first.b(), pair.b(), layer);
            }
        }
    }

    private void requireSame(boolean shared, String name, float[] first, float[] numbers, int layer) {
        if (shared && !Arrays.equals(first, numbers)) {
            throw new IllegalArgumentException(name + " of layer " + layer
                    + " is not that of layer 0, expected one for all layers in " + sharing()
                    + "; the method lora takes any");
        }
    }

    boolean sharesA(String target) {
        return method.sharesA() && share.contains(target);
    }

    boolean sharesB(String target) {
        return method.sharesB() && share.contains(target);
    }
}
