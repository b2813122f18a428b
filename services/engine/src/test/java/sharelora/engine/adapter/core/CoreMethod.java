package sharelora.engine.adapter.core;

import java.util.List;
import java.util.Map;
import sharelora.engine.adapter.AdapterMethod;
import sharelora.engine.adapter.AdapterSpec;
import sharelora.engine.adapter.Export;
import sharelora.engine.adapter.MethodSettings;
import sharelora.engine.adapter.Plan;
import sharelora.engine.adapter.Setting;
import sharelora.engine.format.peft.LowRankAdapter;
import sharelora.engine.model.config.ModelShape;

/**
 * A method that only tests know: y += 1/R · B M A x with a frozen random A for all layers, and a core M [R, R] and a B for
 * each. The A that leaves is M A, which is nowhere stored. M rests in the first updates.
 */
public final class CoreMethod implements AdapterMethod {

    static final Setting.Whole RANK = new Setting.Whole("rank", 8, 1, 64);
    static final Setting.Names TARGETS = new Setting.Names("targets", List.of("query"), ModelShape.PROJECTIONS);
    static final Setting.Whole RESTING = new Setting.Whole("coreRests", 0, 0, 1_000);

    @Override
    public String id() {
        return "core";
    }

    @Override
    public List<Setting> settings() {
        return List.of(RANK, TARGETS, RESTING);
    }

    @Override
    public Spec spec(MethodSettings settings) {
        return new Spec(settings.get(RANK), settings.get(TARGETS), settings.get(RESTING));
    }

    @Override
    public MethodSettings decided(LowRankAdapter from) {
        return new MethodSettings(Map.of(RANK.name(), from.rank(), TARGETS.name(), from.targets()));
    }

    /**
     * An adapter of the method.
     *
     * @param resting updates in which M rests
     */
    public record Spec(int rank, List<String> targets, int resting) implements AdapterSpec {

        @Override
        public CoreMethod method() {
            return new CoreMethod();
        }

        @Override
        public MethodSettings settings() {
            return new MethodSettings(Map.of(RANK.name(), rank, TARGETS.name(), targets, RESTING.name(), resting));
        }

        @Override
        public Plan plan(ModelShape shape) {
            return CorePlan.of(shape, this);
        }

        @Override
        public Export export() {
            return new Export.PeftLora("core", 1, false, 0);
        }

        @Override
        public void requireStart(LowRankAdapter from) {
            throw new IllegalArgumentException("core draws its own A, expected a start from the seed");
        }
    }
}
