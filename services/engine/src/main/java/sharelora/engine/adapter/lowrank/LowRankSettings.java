package sharelora.engine.adapter.lowrank;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import sharelora.engine.adapter.MethodSettings;
import sharelora.engine.adapter.Setting;
import sharelora.engine.model.config.ModelShape;

/**
 * The settings of a low-rank adapter: what a job may say of it, and what it is where the job says nothing. Other
 * methods have those that mean the same of them.
 */
public final class LowRankSettings {

    /** R, at least 1. */
    public static final Setting.Whole RANK = new Setting.Whole("rank", 8, 1, 4_096);
    /** What is added is multiplied by alpha / rank. */
    public static final Setting.Decimal ALPHA =
            new Setting.Decimal("alpha", 16.0, alpha -> alpha > 0, "a number above 0");
    /** Of the input while training, [0, 1). */
    public static final Setting.Decimal DROPOUT =
            new Setting.Decimal("dropout", 0.0, dropout -> dropout >= 0 && dropout < 1, "a number in [0, 1)");
    /** Projections that get something added. */
    public static final Setting.Names TARGETS =
            new Setting.Names("targets", List.of("query", "value"), ModelShape.PROJECTIONS);

    static final Setting.Subset SHARE = new Setting.Subset("share", TARGETS);
    static final Setting.Flag RANK_STABILIZED = new Setting.Flag("rankStabilized", false);
    static final Setting.Decimal RATE_RATIO_B = new Setting.Decimal(
            "rateRatioB", 1.0, ratio -> ratio > 0 && ratio <= 1_000, "a number above 0, up to 1000");
    static final Setting.Flag FROZEN_A = new Setting.Flag("frozenA", false);

    static final List<Setting> ALL =
            List.of(RANK, ALPHA, DROPOUT, TARGETS, SHARE, RANK_STABILIZED, RATE_RATIO_B, FROZEN_A);

    private LowRankSettings() {}

    /**
     * Refuses what no adapter can have.
     *
     * @throws IllegalArgumentException naming the value
     */
    public static void require(int rank, double alpha, double dropout) {
        if (rank < 1) {
            throw new IllegalArgumentException("rank is " + rank + ", expected at least 1");
        }
        if (!(alpha > 0) || Double.isInfinite(alpha)) {
            throw new IllegalArgumentException("alpha is " + alpha + ", expected a positive number");
        }
        if (!(dropout >= 0 && dropout < 1)) {
            throw new IllegalArgumentException("dropout is " + dropout + ", expected 0 up to, not including, 1");
        }
    }

    /**
     * Targets in the order of {@link ModelShape#PROJECTIONS}.
     *
     * @throws IllegalArgumentException naming them, where there is none, one twice, or one that there is not
     */
    public static List<String> ordered(List<String> targets) {
        return Setting.Names.ordered("targets are", targets, ModelShape.PROJECTIONS);
    }

    /** Those four as a state keeps them. */
    public static MethodSettings of(int rank, double alpha, double dropout, List<String> targets) {
        return new MethodSettings(
                Map.of(RANK.name(), rank, ALPHA.name(), alpha, DROPOUT.name(), dropout, TARGETS.name(), targets));
    }

    /**
     * An adapter's settings as a state keeps them. What came after the first states is left out where it is as by default:
     * a state from before there was such a choice is read, and has the same bytes and the same hash today.
     */
    static MethodSettings of(LowRankSpec adapter) {
        Map<String, Object> values = new HashMap<>();
        values.put(RANK.name(), adapter.rank());
        values.put(ALPHA.name(), adapter.alpha());
        values.put(DROPOUT.name(), adapter.dropout());
        values.put(TARGETS.name(), adapter.targets());
        if (adapter.method().shares() && !adapter.share().equals(adapter.targets())) {
            values.put(SHARE.name(), adapter.share());
        }
        Variant variant = adapter.variant();
        if (variant.rankStabilized()) {
            values.put(RANK_STABILIZED.name(), true);
        }
        if (variant.rateRatioB() != 1) {
            values.put(RATE_RATIO_B.name(), variant.rateRatioB());
        }
        if (variant.frozenA()) {
            values.put(FROZEN_A.name(), true);
        }
        return new MethodSettings(values);
    }
}
