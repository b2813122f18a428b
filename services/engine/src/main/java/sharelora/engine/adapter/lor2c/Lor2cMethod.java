package sharelora.engine.adapter.lor2c;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import sharelora.engine.adapter.AdapterMethod;
import sharelora.engine.adapter.MethodSettings;
import sharelora.engine.adapter.OwnStart;
import sharelora.engine.adapter.Setting;
import sharelora.engine.adapter.lowrank.LowRankSettings;
import sharelora.engine.format.peft.LowRankAdapter;
import sharelora.engine.model.config.ModelShape;

/** h ← Layer(h) + α/R · B A h, with a B for each layer. */
public enum Lor2cMethod implements AdapterMethod {
    /** Every layer has its own A. */
    LOR2C("lor2c", false),
    /** One A for all layers. */
    SHARE_LOR2C("share-lor2c", true);

    static final Setting.Changing MERGE = new Setting.Changing("merge");
    static final Setting.Changing INJECT = new Setting.Changing("inject");

    /** None by default: nothing goes at a projection unless it is asked for. */
    static final Setting.Names TARGETS = new Setting.Names("targets", List.of(), ModelShape.PROJECTIONS);

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
        List<Setting> both = List.of(LowRankSettings.RANK, LowRankSettings.ALPHA, LowRankSettings.DROPOUT);
        return sharesA
                ? both
                : Stream.concat(both.stream(), Stream.of(MERGE, INJECT, TARGETS))
                        .toList();
    }

    /** Targets are what the pairs that are put in place of others go on. */
    @Override
    public Map<Setting, Setting> only() {
        return sharesA ? Map.of() : Map.of(TARGETS, INJECT);
    }

    @Override
    public Lor2cSpec spec(MethodSettings settings) {
        return new Lor2cSpec(
                this,
                settings.get(LowRankSettings.RANK),
                settings.get(LowRankSettings.ALPHA),
                settings.get(LowRankSettings.DROPOUT),
                new Lor2cSpec.Topology(settings.get(MERGE), settings.get(INJECT), settings.get(TARGETS)));
    }

    /** What the numbers of its matrices mean, and which matrices there are. */
    @Override
    public MethodSettings decided(LowRankAdapter from) {
        List<Setting> both = List.of(LowRankSettings.RANK, LowRankSettings.ALPHA);
        return OwnStart.decided(
                this,
                from,
                sharesA
                        ? both
                        : Stream.concat(both.stream(), Stream.of(INJECT, TARGETS))
                                .toList());
    }

    boolean sharesA() {
        return sharesA;
    }
}
