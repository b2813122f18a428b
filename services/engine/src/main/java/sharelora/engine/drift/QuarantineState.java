package sharelora.engine.drift;

import java.util.Optional;

/**
 * What a job's quarantine has become.
 *
 * @param loss of batches that were learned
 * @param gradientNorm of them
 * @param inARow outliers since the last batch that was none
 */
public record QuarantineState(Spread loss, Spread gradientNorm, int inARow) {

    /** Nothing seen. */
    public static final QuarantineState NONE = new QuarantineState(Spread.NONE, Spread.NONE, 0);

    Optional<Outlier> outlier(QuarantineSpec spec, Figures figures) {
        if (loss.size() < spec.burnIn()) {
            return Optional.empty();
        }
        Outlier ofLoss = new Outlier(Outlier.LOSS, figures.loss(), loss.limit(spec.sigma()));
        Outlier ofNorm = new Outlier(Outlier.GRADIENT_NORM, figures.gradientNorm(), gradientNorm.limit(spec.sigma()));
        return Optional.of(ofLoss)
                .filter(outlier -> outlier.value() > outlier.limit())
                .or(() -> Optional.of(ofNorm).filter(outlier -> outlier.value() > outlier.limit()));
    }

    QuarantineState heldBack() {
        return new QuarantineState(loss, gradientNorm, inARow + 1);
    }

    QuarantineState learned(QuarantineSpec spec, Figures figures) {
        return new QuarantineState(
                loss.with(figures.loss(), spec.burnIn()), gradientNorm.with(figures.gradientNorm(), spec.burnIn()), 0);
    }
}
