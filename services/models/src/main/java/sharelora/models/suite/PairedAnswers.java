package sharelora.models.suite;

/**
 * Two subjects' right and wrong answers to the same records, of which only those say anything that one has right and the
 * other has wrong.
 *
 * @param gained records that the one alone has right
 * @param lost records that the other alone has right
 * @param n all records, at least 1
 */
public record PairedAnswers(int gained, int lost, int n) {

    /** The normal distribution's 97.5 % quantile. */
    private static final double Z = 1.959963984540054;

    /** Of classes, or tokens, that were asked and said. */
    public static PairedAnswers of(int[] targets, int[] one, int[] other) {
        return of(right(targets, one), right(targets, other));
    }

    /** Of which records each has right. */
    public static PairedAnswers of(boolean[] one, boolean[] other) {
        int gained = 0;
        int lost = 0;
        for (int i = 0; i < one.length; i++) {
            gained += one[i] && !other[i] ? 1 : 0;
            lost += !one[i] && other[i] ? 1 : 0;
        }
        return new PairedAnswers(gained, lost, one.length);
    }

    private static boolean[] right(int[] targets, int[] answers) {
        boolean[] right = new boolean[targets.length];
        for (int i = 0; i < right.length; i++) {
            right[i] = answers[i] == targets[i];
        }
        return right;
    }

    /** The one's accuracy less the other's. */
    public double difference() {
        return (double) (gained - lost) / n;
    }

    /** Lower end of the difference's 95 % interval. */
    public double low() {
        return Math.max(-1, centre() - margin());
    }

    /** Upper end of it. */
    public double high() {
        return Math.min(1, centre() + margin());
    }

    private double centre() {
        return up() - down();
    }

    /** Bonett and Price (2012): Wald's with one record added to either side, so that it has a width where all differ alike, or none. */
    private double margin() {
        double centre = centre();
        return Z * Math.sqrt((up() + down() - centre * centre) / (n + 2.0));
    }

    private double up() {
        return (gained + 1.0) / (n + 2.0);
    }

    private double down() {
        return (lost + 1.0) / (n + 2.0);
    }
}
