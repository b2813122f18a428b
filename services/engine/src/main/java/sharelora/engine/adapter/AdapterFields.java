package sharelora.engine.adapter;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import sharelora.engine.format.JsonFields;

/**
 * An adapter's specification as JSON. What is as it is by default is left out: a state from before there was such a choice
 * is read, and has the same bytes and the same hash today.
 */
public final class AdapterFields {

    private static final String SHARE = "share";
    private static final String RANK_STABILIZED = "rankStabilized";
    private static final String RATE_RATIO_B = "rateRatioB";
    private static final String FROZEN_A = "frozenA";

    private AdapterFields() {}

    /** The fields, for {@link sharelora.engine.format.CanonicalJson}. */
    public static Map<String, Object> of(AdapterSpec adapter) {
        Map<String, Object> fields = new HashMap<>();
        fields.put("method", adapter.method().id());
        fields.put("rank", adapter.rank());
        fields.put("alpha", adapter.alpha());
        fields.put("dropout", adapter.dropout());
        fields.put("targets", adapter.targets());
        if (adapter.method().shares() && !adapter.share().equals(adapter.targets())) {
            fields.put(SHARE, adapter.share());
        }
        Variant variant = adapter.variant();
        if (variant.rankStabilized()) {
            fields.put(RANK_STABILIZED, true);
        }
        if (variant.rateRatioB() != 1) {
            fields.put(RATE_RATIO_B, variant.rateRatioB());
        }
        if (variant.frozenA()) {
            fields.put(FROZEN_A, true);
        }
        return fields;
    }

    /**
     * The way back.
     *
     * @throws sharelora.engine.format.ModelFormatException naming a field that is missing or of another kind
     * @throws IllegalArgumentException naming a value that an adapter cannot have
     */
    public static AdapterSpec read(JsonFields json) {
        Method method = Method.of(json.text("method"));
        List<String> targets = json.texts("targets");
        List<String> byDefault = method.shares() ? targets : List.of();
        return new AdapterSpec(
                method,
                json.integer("rank", 1, Integer.MAX_VALUE),
                json.number("alpha", 0, Double.MAX_VALUE),
                json.number("dropout", 0, Double.MAX_VALUE),
                targets,
                json.has(SHARE) ? json.texts(SHARE) : byDefault,
                new Variant(
                        json.has(RANK_STABILIZED) && json.flag(RANK_STABILIZED),
                        json.has(RATE_RATIO_B) ? json.number(RATE_RATIO_B, 0, Double.MAX_VALUE) : 1,
                        json.has(FROZEN_A) && json.flag(FROZEN_A)));
    }
}
