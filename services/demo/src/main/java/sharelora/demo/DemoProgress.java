package sharelora.demo;

import java.util.Locale;

/**
 * How the demo stands at one moment.
 *
 * @param records learned so far
 * @param of how many there will be
 * @param lag token batches that wait for the trainer
 */
record DemoProgress(long records, long of, long step, double loss, double accuracy, double recordsPerSecond, long lag) {

    static DemoProgress start(long of) {
        return new DemoProgress(0, of, 0, Double.NaN, Double.NaN, 0, 0);
    }

    /** Everything but the records: {@code step 57 · loss 1.234 · accuracy 0.61 · 63 records/s · lag 12}. */
    String words() {
        if (step == 0) {
            return "waiting for the first step";
        }
        return String.format(
                Locale.ROOT,
                "step %d · loss %.3f · accuracy %.2f · %.0f records/s · lag %d",
                step,
                loss,
                accuracy,
                recordsPerSecond,
                lag);
    }
}
