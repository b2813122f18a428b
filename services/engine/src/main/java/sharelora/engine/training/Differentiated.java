package sharelora.engine.training;

import sharelora.engine.batch.RecordLosses;
import sharelora.engine.ops.Loss;

/**
 * What a batch lost and how steep the loss is, before the update.
 *
 * @param whole loss of all its records
 * @param norm Euclidean norm of the gradient of their mean
 * @param fresh loss of its new records, those in front; the same where none was replayed
 * @param freshNorm norm of the gradient of the new records' mean, without a method's own loss where others were replayed
 * @param records what each record lost
 */
record Differentiated(Loss whole, double norm, Loss fresh, double freshNorm, RecordLosses records) {

    boolean finite() {
        return Double.isFinite(whole.sum()) && Double.isFinite(norm);
    }
}
