package sharelora.operations.submission;

import java.util.Optional;
import java.util.function.DoublePredicate;
import sharelora.engine.drift.Adwin;
import sharelora.engine.drift.DetectorKind;
import sharelora.engine.drift.DriftSpec;
import sharelora.engine.drift.Figure;
import sharelora.engine.drift.OnDrift;
import sharelora.engine.drift.PageHinkley;
import sharelora.engine.drift.QuarantineSpec;
import sharelora.operations.task.TaskRules;
import sharelora.schemas.DriftSettings;
import sharelora.schemas.OnDriftSettings;
import sharelora.schemas.QuarantineSettings;

/**
 * What a job file says of how batches are looked at before they are learned.
 *
 * @param drift how a change of the stream is noticed; none: it is not
 * @param quarantine which batches are not learned; none: all are
 * @param onDrift what is done at a change; none: it is told
 */
record GuardPart(
        Optional<DriftSettings> drift, Optional<QuarantineSettings> quarantine, Optional<OnDriftSettings> onDrift) {

    private static final Limit SHARE = new Limit(number -> number > 0 && number < 1, "a number above 0, below 1");
    private static final Limit POSITIVE = new Limit(number -> number > 0, "a number above 0");

    static GuardPart read(JobFileFields file, TaskRules rules) {
        GuardPart part = new GuardPart(drift(file, rules), quarantine(file), onDrift(file));
        if (file.isObject("onDrift") && part.drift.isEmpty() && part.quarantine.isEmpty()) {
            file.refuse("onDrift", "drift or quarantine beside it: nothing else notices a change");
        }
        return part;
    }

    private static Optional<DriftSettings> drift(JobFileFields file, TaskRules rules) {
        boolean there = file.isObject("drift");
        JobFileFields fields = file.object("drift");
        if (!there) {
            return Optional.empty();
        }
        DetectorKind kind = DetectorKind.of(
                fields.choice("detector", DetectorKind.ids(), DetectorKind.ids().getFirst()));
        String on = fields.choice("on", Figure.ids(), Figure.ids().getFirst());
        if (on.equals(Figure.ERROR.id()) && !rules.hasErrors()) {
            fields.problem("on", on, "loss, as a number is not right or wrong");
        }
        DriftSettings settings = new DriftSettings(
                kind.id(),
                on,
                of(DetectorKind.ADWIN, kind, fields, "confidence", Adwin.USUAL_CONFIDENCE, SHARE),
                of(DetectorKind.PAGE_HINKLEY, kind, fields, "tolerance", PageHinkley.USUAL_TOLERANCE, SHARE),
                of(DetectorKind.PAGE_HINKLEY, kind, fields, "threshold", PageHinkley.USUAL_THRESHOLD, POSITIVE),
                fields.integer("burnIn", DriftSpec.USUAL_BURN_IN, 1, DriftSpec.MOST_BURN_IN));
        fields.end();
        return Optional.of(settings);
    }

    /** A setting of one detector; 0 where the detector is another. */
    private static double of(
            DetectorKind owner, DetectorKind kind, JobFileFields fields, String name, double otherwise, Limit limit) {
        double value = fields.decimal(name, otherwise, limit.fits(), limit.expected());
        if (owner != kind && fields.has(name) && !fields.isWrong(name)) {
            fields.refuse(name, "detector: " + owner.id() + " beside it");
        }
        return owner == kind ? value : 0;
    }

    /** What a number may be. */
    private record Limit(DoublePredicate fits, String expected) {}

    private static Optional<QuarantineSettings> quarantine(JobFileFields file) {
        boolean there = file.isObject("quarantine");
        JobFileFields fields = file.object("quarantine");
        if (!there) {
            return Optional.empty();
        }
        QuarantineSettings settings = new QuarantineSettings(
                fields.decimal(
                        "sigma", QuarantineSpec.USUAL_SIGMA, QuarantineSpec::isSigma, "a number above 0, up to 1000"),
                fields.integer(
                        "burnIn",
                        QuarantineSpec.USUAL_BURN_IN,
                        QuarantineSpec.LEAST_BURN_IN,
                        QuarantineSpec.MOST_BURN_IN));
        fields.end();
        return Optional.of(settings);
    }

    private static Optional<OnDriftSettings> onDrift(JobFileFields file) {
        boolean there = file.isObject("onDrift");
        JobFileFields fields = file.object("onDrift");
        if (!there) {
            return Optional.empty();
        }
        OnDrift.Action action = OnDrift.Action.of(
                fields.choice("do", OnDrift.Action.ids(), OnDrift.Action.ids().getFirst()));
        boolean raises = action == OnDrift.Action.RAISE_RATE;
        double factor = fields.decimal("factor", 3, OnDrift::isFactor, "a number above 0, up to 100");
        int steps = fields.integer("steps", 100, 1, OnDrift.MOST_STEPS);
        for (String name : raises ? new String[0] : new String[] {"factor", "steps"}) {
            if (fields.has(name) && !fields.isWrong(name)) {
                fields.refuse(name, "do: raise-rate beside it");
            }
        }
        if (action == OnDrift.Action.RESTART_AVERAGE && !file.has("average")) {
            fields.problem("do", action.id(), "average beside it: there is none to restart");
        }
        fields.end();
        return Optional.of(new OnDriftSettings(action.id(), raises ? factor : 1, raises ? steps : 0));
    }
}
