package sharelora.engine.adapter.tiedlora;

import java.util.List;
import sharelora.engine.adapter.AdapterMethod;
import sharelora.engine.adapter.MethodSettings;
import sharelora.engine.adapter.OwnStart;
import sharelora.engine.adapter.Setting;
import sharelora.engine.adapter.lowrank.LowRankSettings;
import sharelora.engine.format.peft.LowRankAdapter;

/** y += α/R · v ⊙ (B (u ⊙ (A x))), with one A and one B for all layers of a projection. */
public final class TiedLoraMethod implements AdapterMethod {

    /** The only one. */
    public static final TiedLoraMethod TIED_LORA = new TiedLoraMethod();

    static final List<Setting> SETTINGS =
            List.of(LowRankSettings.RANK, LowRankSettings.ALPHA, LowRankSettings.DROPOUT, LowRankSettings.TARGETS);

    private TiedLoraMethod() {}

    @Override
    public String id() {
        return "tied-lora";
    }

    @Override
    public List<Setting> settings() {
        return SETTINGS;
    }

    @Override
    public TiedLoraSpec spec(MethodSettings settings) {
        return new TiedLoraSpec(
                settings.get(LowRankSettings.RANK),
                settings.get(LowRankSettings.ALPHA),
                settings.get(LowRankSettings.DROPOUT),
                settings.get(LowRankSettings.TARGETS));
    }

    /** What the numbers of its matrices mean. */
    @Override
    public MethodSettings decided(LowRankAdapter from) {
        return OwnStart.decided(
                this, from, List.of(LowRankSettings.RANK, LowRankSettings.ALPHA, LowRankSettings.TARGETS));
    }
}
