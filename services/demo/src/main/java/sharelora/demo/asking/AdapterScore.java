package sharelora.demo.asking;

/**
 * How well one adapter answered.
 *
 * @param step steps that it had taken
 * @param adapterName its immutable name for serving
 * @param asked texts that it answered
 * @param right of them, those whose likeliest label was the text's own
 */
public record AdapterScore(long step, String adapterName, int asked, int right) {

    AdapterScore plus(boolean another) {
        return new AdapterScore(step, adapterName, asked + 1, right + (another ? 1 : 0));
    }

    /** Its part of right answers, 0 to 1. */
    public double accuracy() {
        return (double) right / asked;
    }
}
