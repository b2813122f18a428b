package sharelora.acceptance.guarantee;

/**
 * The size of a trial.
 *
 * @param kills number of kills at random moments, for each kind of process that a guarantee kills
 * @param records number of records that are fed
 */
public record Scale(int kills, int records) {

    /** The scale of every build: all guarantees together take minutes. */
    public static Scale quick() {
        return new Scale(4, 1_600);
    }

    /** The scale of a proof: each guarantee takes minutes. */
    public static Scale full() {
        return new Scale(20, 8_000);
    }
}
