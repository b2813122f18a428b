package sharelora.engine.adapter.lor2c;

import java.util.List;
import sharelora.engine.adapter.AdapterMethod;
import sharelora.engine.adapter.MethodSettings;
import sharelora.engine.adapter.OwnStart;
import sharelora.engine.adapter.Setting;
import sharelora.engine.adapter.lowrank.LowRankSettings;
import sharelora.engine.format.peft.LowRankAdapter;

/** h ← Layer(h) + α/R · B A h, with a B for each layer. */
public enum Lor2cMethod implements AdapterMethod {
    /** Every layer has its own A. */
    LOR2C("lor2c", false),
    /** One A for all layers. */
    SHARE_LOR2C("share-lor2c", true);

    private final String id;
    private final boolean sharesA;

    Lor2cMethod(String id, boolean sharesA) {
        this.id = id;
        this.sharesA = sharesA;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public List<Setting> settings() {
        return List.of(LowRankSettings.RANK, LowRankSettings.ALPHA, LowRankSettings.DROPOUT);
    }

    @Override
    public Lor2cSpec spec(MethodSettings settings) {
        return new Lor2cSpec(
                this,
                settings.get(LowRankSettings.RANK),
                settings.get(LowRankSettings.ALPHA),
                settings.get(LowRankSettings.DROPOUT));
    }

    /** What the numbers of its matrices mean. */
    @Override
    public MethodSettings decided(LowRankAdapter from) {
        return OwnStart.decided(this, from, List.of(LowRankSettings.RANK, LowRankSettings.ALPHA));
    }

    boolean sharesA() {
        return sharesA;
    }
}
