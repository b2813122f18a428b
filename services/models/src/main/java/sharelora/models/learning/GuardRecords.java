package sharelora.models.learning;

import java.util.List;
import java.util.Optional;
import sharelora.engine.drift.Adwin;
import sharelora.engine.drift.Detector;
import sharelora.engine.drift.DetectorKind;
import sharelora.engine.drift.DriftSpec;
import sharelora.engine.drift.Figure;
import sharelora.engine.drift.GuardSpec;
import sharelora.engine.drift.OnDrift;
import sharelora.engine.drift.PageHinkley;
import sharelora.engine.drift.QuarantineSpec;
import sharelora.schemas.DriftSettings;
import sharelora.schemas.Job;
import sharelora.schemas.OnDriftSettings;

/** How a Job record says that a job looks at its batches, in the engine's terms. */
final class GuardRecords {

    private GuardRecords() {}

    /**
     * Of that job.
     *
     * @throws IllegalArgumentException naming a value that the engine cannot work with
     */
    static GuardSpec guard(Job job) {
        return new GuardSpec(
                Optional.ofNullable(job.getDrift()).map(GuardRecords::drift),
                Optional.ofNullable(job.getQuarantine())
                        .map(asked -> new QuarantineSpec(asked.getSigma(), asked.getBurnIn())),
                Optional.ofNullable(job.getOnDrift()).map(GuardRecords::onDrift).orElse(OnDrift.TELL));
    }

    private static DriftSpec drift(DriftSettings settings) {
        Detector detector = switch (DetectorKind.of(settings.getDetector())) {
            case ADWIN -> new Adwin(settings.getConfidence(), List.of());
            case PAGE_HINKLEY -> new PageHinkley(settings.getTolerance(), settings.getThreshold());
        };
        return new DriftSpec(detector, Figure.of(settings.getOn()), settings.getBurnIn());
    }

    private static OnDrift onDrift(OnDriftSettings settings) {
        return new OnDrift(OnDrift.Action.of(settings.getAction()), settings.getFactor(), settings.getSteps());
    }
}
