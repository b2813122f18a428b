package sharelora.console.model;

import sharelora.schemas.Drift;

/**
 * What is kept of a change of the stream.
 *
 * @param noticedBy the detector, or quarantine
 * @param figure that has risen, from {@code before} to {@code after}
 */
record Changed(long step, String noticedBy, String figure, double before, double after) {

    /** The words are few, so each is there once. */
    static Changed of(Drift drift) {
        return new Changed(
                drift.getStep(),
                drift.getNoticedBy().intern(),
                drift.getFigure().intern(),
                drift.getBefore(),
                drift.getAfter());
    }
}
