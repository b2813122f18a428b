package sharelora.engine.adapter.rasa;

import java.util.List;
import sharelora.engine.adapter.AdapterMethod;
import sharelora.engine.adapter.MethodSettings;
import sharelora.engine.adapter.OwnStart;
import sharelora.engine.adapter.Setting;
import sharelora.engine.adapter.lowrank.LowRankSettings;
import sharelora.engine.format.peft.LowRankAdapter;

/** y += [B B_S] D [A; A_S] x: A and B of a layer's own, A_S and B_S of all layers of a projection, D a diagonal. */
public final class RasaMethod implements AdapterMethod {

    /** The only one. */
    public static final RasaMethod RASA = new RasaMethod();

    /** Ranks that a layer gives to the pool: an eighth of them, as the paper has it. */
    static final Setting.Below POOL_RANKS = new Setting.Below("poolRanks", LowRankSettings.RANK, 8);

    private RasaMethod() {}

    @Override
    public String id() {
        return "rasa";
    }

    @Override
    public List<Setting> settings() {
        return List.of(
                LowRankSettings.RANK,
                POOL_RANKS,
                LowRankSettings.ALPHA,
                LowRankSettings.DROPOUT,
                LowRankSettings.TARGETS);
    }

    @Override
    public RasaSpec spec(MethodSettings settings) {
        return new RasaSpec(
                settings.get(LowRankSettings.RANK),
                settings.get(POOL_RANKS),
                settings.get(LowRankSettings.ALPHA),
                settings.get(LowRankSettings.DROPOUT),
                settings.get(LowRankSettings.TARGETS));
    }

    /** What the numbers of its matrices mean; alpha is in their start alone. */
    @Override
    public MethodSettings decided(LowRankAdapter from) {
        return OwnStart.decided(this, from, List.of(LowRankSettings.RANK, POOL_RANKS, LowRankSettings.TARGETS));
    }
}
