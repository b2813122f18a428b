package sharelora.acceptance.guarantee;

/**
 * How much of it.
 *
 * @param kills at random moments, of each kind of process that a guarantee kills
 * @param records that are fed
 */
public record Scale(int kills, int records) {

    /** For every build: minutes for all guarantees together. */
    public static Scale quick() {
        return new Scale(4, 1_600);
    }

    /** For a proof: minutes for each guarantee. */
    public static Scale full() {
        return new Scale(20, 8_000);
    }
}
