package sharelora.engine.adapter.lowrank;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import sharelora.engine.adapter.AdapterMethod;
import sharelora.engine.adapter.MethodSettings;
import sharelora.engine.adapter.Setting;
import sharelora.engine.format.peft.LowRankAdapter;

/**
 * How the low-rank pair of a projection, y += α/R · B A x, is shared across layers (ShareLoRA, arXiv 2406.10785). Always
 * per projection: query's matrices are never value's. Shared or not, all of A and B is trained, unless a {@link Variant}
 * freezes A.
 */
public enum LowRankMethod implements AdapterMethod {
    /** Every layer has its own A and its own B. */
    LORA("lora", false, false),
    /** One A for all layers, a B for each. */
    SHARE_A("share-a", true, false),
    /** An A for each layer, one B for all. */
    SHARE_B("share-b", false, true),
    /** One A and one B: the same is added in every layer. */
    SHARE_AB("share-ab", true, true);

    private final String id;
    private final boolean sharesA;
    private final boolean sharesB;

    LowRankMethod(String id, boolean sharesA, boolean sharesB) {
        this.id = id;
        this.sharesA = sharesA;
        this.sharesB = sharesB;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public List<Setting> settings() {
        return LowRankSettings.ALL.stream()
                .filter(setting -> shares() || !setting.equals(LowRankSettings.SHARE))
                .toList();
    }

    @Override
    public LowRankSpec spec(MethodSettings settings) {
        return new LowRankSpec(
                this,
                settings.get(LowRankSettings.RANK),
                settings.get(LowRankSettings.ALPHA),
                settings.get(LowRankSettings.DROPOUT),
                settings.get(LowRankSettings.TARGETS),
                shares() ? settings.get(LowRankSettings.SHARE) : List.of(),
                new Variant(
                        settings.get(LowRankSettings.RANK_STABILIZED),
                        settings.get(LowRankSettings.RATE_RATIO_B),
                        settings.get(LowRankSettings.FROZEN_A)));
    }

    /** What the numbers of the pairs mean, and which of them are the same one where the adapter was trained alike. */
    @Override
    public MethodSettings decided(LowRankAdapter from) {
        Map<String, Object> decided = new HashMap<>();
        decided.put(LowRankSettings.RANK.name(), from.rank());
        decided.put(LowRankSettings.ALPHA.name(), from.alpha());
        decided.put(LowRankSettings.TARGETS.name(), from.targets());
        decided.put(LowRankSettings.RANK_STABILIZED.name(), from.rankStabilized());
        LowRankSpec trained = LowRankSpec.of(from);
        if (trained.method() == this && !trained.share().equals(trained.targets()) && shares()) {
            decided.put(LowRankSettings.SHARE.name(), trained.share());
        }
        return new MethodSettings(decided);
    }

    /** Whether layers have a matrix in common; plain LoRA's have none. */
    public boolean shares() {
        return sharesA || sharesB;
    }

    boolean sharesA() {
        return sharesA;
    }

    boolean sharesB() {
        return sharesB;
    }

    /**
     * The method of that name.
     *
     * @throws IllegalArgumentException naming the value and the names there are
     */
    public static LowRankMethod of(String id) {
        return find(id).orElseThrow(() -> new IllegalArgumentException("method is " + id + ", expected one of "
                + Stream.of(values()).map(LowRankMethod::id).collect(Collectors.joining(", "))));
    }

    static Optional<LowRankMethod> find(String id) {
        return Arrays.stream(values()).filter(method -> method.id.equals(id)).findFirst();
    }
}
