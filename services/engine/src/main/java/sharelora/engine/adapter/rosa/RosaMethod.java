package sharelora.engine.adapter.rosa;

import java.util.List;
import sharelora.engine.adapter.AdapterMethod;
import sharelora.engine.adapter.MethodSettings;
import sharelora.engine.adapter.OwnStart;
import sharelora.engine.adapter.Setting;
import sharelora.engine.adapter.lowrank.LowRankSettings;
import sharelora.engine.format.peft.LowRankAdapter;

/** y += α/R · B A x + S x, S sparse. */
public final class RosaMethod implements AdapterMethod {

    /** The only one. */
    public static final RosaMethod ROSA = new RosaMethod();

    static final Setting.Decimal DENSITY =
            new Setting.Decimal("density", 0.003, density -> density > 0 && density < 1, "a number above 0, below 1");
    static final Setting.Whole WARMUP = new Setting.Whole("maskWarmup", 0, 0, 1_000_000);
    static final Setting.Whole BATCHES = new Setting.Whole("maskBatches", 1, 1, 1_000);
    static final Setting.Flag SQUARED = new Setting.Flag("maskSquares", true);

    private RosaMethod() {}

    @Override
    public String id() {
        return "rosa";
    }

    @Override
    public List<Setting> settings() {
        return List.of(
                LowRankSettings.RANK,
                LowRankSettings.ALPHA,
                LowRankSettings.DROPOUT,
                LowRankSettings.TARGETS,
                DENSITY,
                WARMUP,
                BATCHES,
                SQUARED);
    }

    @Override
    public RosaSpec spec(MethodSettings settings) {
        return new RosaSpec(
                settings.get(LowRankSettings.RANK),
                settings.get(LowRankSettings.ALPHA),
                settings.get(LowRankSettings.DROPOUT),
                settings.get(LowRankSettings.TARGETS),
                settings.get(DENSITY),
                new RosaSpec.Mask(settings.get(WARMUP), settings.get(BATCHES), settings.get(SQUARED)));
    }

    /** What the numbers of its matrices mean. */
    @Override
    public MethodSettings decided(LowRankAdapter from) {
        return OwnStart.decided(
                this, from, List.of(LowRankSettings.RANK, LowRankSettings.ALPHA, LowRankSettings.TARGETS, DENSITY));
    }
}
