package sharelora.engine.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import sharelora.engine.drift.Adwin;
import sharelora.engine.drift.Bucket;
import sharelora.engine.drift.Detector;
import sharelora.engine.drift.DetectorKind;
import sharelora.engine.drift.DriftSpec;
import sharelora.engine.drift.DriftState;
import sharelora.engine.drift.Figure;
import sharelora.engine.drift.GuardSpec;
import sharelora.engine.drift.GuardState;
import sharelora.engine.drift.OnDrift;
import sharelora.engine.drift.PageHinkley;
import sharelora.engine.drift.QuarantineSpec;
import sharelora.engine.drift.QuarantineState;
import sharelora.engine.drift.Spread;
import sharelora.engine.format.JsonFields;

/** The part of a state's file that says how a job looks at its batches and what it has seen: whole numbers and doubles. */
final class GuardFile {

    private static final double MOST = Double.MAX_VALUE;

    private GuardFile() {}

    static Map<String, ?> fields(GuardSpec spec) {
        Map<String, Object> fields = new TreeMap<>();
        spec.drift().ifPresent(drift -> fields.put("drift", fields(drift)));
        spec.quarantine()
                .ifPresent(asked -> fields.put("quarantine", Map.of("sigma", asked.sigma(), "burnIn", asked.burnIn())));
        OnDrift onDrift = spec.onDrift();
        fields.put(
                "onDrift",
                Map.of(
                        "action", onDrift.action().id(),
                        "factor", onDrift.factor(),
                        "steps", onDrift.steps()));
        return fields;
    }

    private static Map<String, ?> fields(DriftSpec spec) {
        return Map.of("on", spec.on().id(), "burnIn", spec.burnIn(), "detector", fields(spec.detector()));
    }

    static GuardSpec spec(JsonFields json) {
        JsonFields onDrift = json.object("onDrift");
        return new GuardSpec(
                json.has("drift") ? Optional.of(drift(json.object("drift"))) : Optional.empty(),
                json.has("quarantine") ? Optional.of(quarantine(json.object("quarantine"))) : Optional.empty(),
                new OnDrift(
                        OnDrift.Action.of(onDrift.text("action")),
                        number(onDrift, "factor"),
                        onDrift.integer("steps", 0, Integer.MAX_VALUE)));
    }

    private static DriftSpec drift(JsonFields json) {
        return new DriftSpec(
                detector(json.object("detector")),
                Figure.of(json.text("on")),
                json.integer("burnIn", 1, Integer.MAX_VALUE));
    }

    private static QuarantineSpec quarantine(JsonFields json) {
        return new QuarantineSpec(number(json, "sigma"), json.integer("burnIn", 1, Integer.MAX_VALUE));
    }

    static Map<String, ?> fields(GuardState state) {
        return Map.of(
                "drift", fields(state.drift()),
                "loss", fields(state.quarantine().loss()),
                "gradientNorm", fields(state.quarantine().gradientNorm()),
                "outliersInARow", state.quarantine().inARow(),
                "averageFrom", state.averageFrom(),
                "raisedTo", state.raisedTo());
    }

    static GuardState state(JsonFields json) {
        return new GuardState(
                driftState(json.object("drift")),
                new QuarantineState(
                        spread(json.object("loss")),
                        spread(json.object("gradientNorm")),
                        json.integer("outliersInARow", 0, Integer.MAX_VALUE)),
                json.integer("averageFrom", 0, Long.MAX_VALUE),
                json.integer("raisedTo", 0, Long.MAX_VALUE));
    }

    private static Map<String, ?> fields(DriftState state) {
        Map<String, Object> fields = new TreeMap<>(Map.of("burnt", state.burnt(), "bound", state.bound()));
        state.detector().ifPresent(detector -> fields.put("detector", fields(detector)));
        return fields;
    }

    private static DriftState driftState(JsonFields json) {
        return new DriftState(
                json.integer("burnt", 0, Integer.MAX_VALUE),
                number(json, "bound"),
                json.has("detector") ? Optional.of(detector(json.object("detector"))) : Optional.empty());
    }

    private static Map<String, ?> fields(Spread spread) {
        return Map.of("size", spread.size(), "mean", spread.mean(), "variance", spread.variance());
    }

    private static Spread spread(JsonFields json) {
        return new Spread(
                json.integer("size", 0, Integer.MAX_VALUE), json.number("mean", -MOST, MOST), number(json, "variance"));
    }

    private static Map<String, ?> fields(Detector detector) {
        Map<String, Object> fields =
                new TreeMap<>(Map.of("kind", DetectorKind.of(detector).id()));
        switch (detector) {
            case Adwin adwin -> {
                fields.put("confidence", adwin.confidence());
                fields.put(
                        "buckets",
                        adwin.buckets().stream().map(GuardFile::fields).toList());
            }
            case PageHinkley test -> {
                fields.put("tolerance", test.tolerance());
                fields.put("threshold", test.threshold());
                fields.put("all", fields(test.all()));
                fields.put("low", fields(test.low()));
                fields.put("sum", test.sum());
                fields.put("least", test.least());
            }
        }
        return fields;
    }

    private static Detector detector(JsonFields json) {
        return switch (DetectorKind.of(json.text("kind"))) {
            case ADWIN -> new Adwin(number(json, "confidence"), buckets(json.objects("buckets")));
            case PAGE_HINKLEY ->
                new PageHinkley(
                        number(json, "tolerance"),
                        number(json, "threshold"),
                        total(json.object("all")),
                        total(json.object("low")),
                        json.number("sum", -MOST, MOST),
                        json.number("least", -MOST, MOST));
        };
    }

    private static Map<String, ?> fields(Bucket bucket) {
        return Map.of("size", bucket.size(), "total", bucket.total(), "spread", bucket.spread());
    }

    private static List<Bucket> buckets(List<JsonFields> json) {
        List<Bucket> buckets = new ArrayList<>();
        for (JsonFields each : json) {
            buckets.add(
                    new Bucket(each.integer("size", 1, Long.MAX_VALUE), number(each, "total"), number(each, "spread")));
        }
        return buckets;
    }

    private static Map<String, ?> fields(PageHinkley.Total total) {
        return Map.of("size", total.size(), "total", total.total());
    }

    private static PageHinkley.Total total(JsonFields json) {
        return new PageHinkley.Total(json.integer("size", 0, Long.MAX_VALUE), number(json, "total"));
    }

    private static double number(JsonFields json, String name) {
        return json.number(name, 0, MOST);
    }
}
