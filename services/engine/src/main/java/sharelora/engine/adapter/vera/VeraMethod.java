package sharelora.engine.adapter.vera;

import java.util.List;
import sharelora.engine.adapter.AdapterMethod;
import sharelora.engine.adapter.MethodSettings;
import sharelora.engine.adapter.OwnStart;
import sharelora.engine.adapter.Setting;
import sharelora.engine.adapter.lowrank.LowRankSettings;
import sharelora.engine.format.peft.LowRankAdapter;

/** y += b ⊙ (B (d ⊙ (A x))), with one frozen random A and B for the whole model; there is no alpha. */
public final class VeraMethod implements AdapterMethod {

    /** The only one. */
    public static final VeraMethod VERA = new VeraMethod();

    private VeraMethod() {}

    @Override
    public String id() {
        return "vera";
    }

    @Override
    public List<Setting> settings() {
        return List.of(LowRankSettings.RANK, LowRankSettings.DROPOUT, LowRankSettings.TARGETS);
    }

    @Override
    public VeraSpec spec(MethodSettings settings) {
        return new VeraSpec(
                settings.get(LowRankSettings.RANK),
                settings.get(LowRankSettings.DROPOUT),
                settings.get(LowRankSettings.TARGETS));
    }

    /** What the numbers of its matrices mean. */
    @Override
    public MethodSettings decided(LowRankAdapter from) {
        return OwnStart.decided(this, from, List.of(LowRankSettings.RANK, LowRankSettings.TARGETS));
    }
}
