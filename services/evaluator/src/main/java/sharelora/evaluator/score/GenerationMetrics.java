package sharelora.evaluator.score;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import sharelora.schemas.Difference;
import sharelora.schemas.Metric;
import sharelora.schemas.MetricName;

/**
 * From tokens that were to be said to the metrics of a result: perplexity, token-accuracy, exact and loss, in that order.
 *
 * <p>A record is exact where decoding goes on with its completion, token for token, and ends where that ends. Greedy
 * decoding does so exactly where each of these tokens is the likeliest after those before it, which is known without
 * decoding; up to the rounding of two tokens that are equally likely. Of a beam search it has to be told.
 */
public final class GenerationMetrics {

    private static final List<MetricName> BY_BOOTSTRAP =
            List.of(MetricName.PERPLEXITY, MetricName.TOKEN_ACCURACY, MetricName.LOSS);

    private GenerationMetrics() {}

    /**
     * What one subject made of n records.
     *
     * @param said how many of a record's tokens were the likeliest
     * @param losses sum of the cross-entropies of a record's tokens
     * @param found whether a beam search said the completion to its end; none: decoding is greedy
     */
    public record Said(int[] said, double[] losses, boolean[] found) {

        /** By greedy decoding. */
        public Said(int[] said, double[] losses) {
            this(said, losses, new boolean[0]);
        }

        private boolean[] exact(int[] asked) {
            if (found.length > 0) {
                return found;
            }
            boolean[] exact = new boolean[asked.length];
            for (int i = 0; i < exact.length; i++) {
                exact[i] = said[i] == asked[i];
            }
            return exact;
        }

        /** Perplexity, token accuracy and loss of the records at these indices. */
        private double[] figures(int[] asked, int[] drawn) {
            long tokens = 0;
            long right = 0;
            double loss = 0;
            for (int i : drawn) {
                tokens += asked[i];
                right += said[i];
                loss += losses[i];
            }
            return new double[] {Math.exp(loss / tokens), (double) right / tokens, loss / tokens};
        }

        private void requireAsMany(int[] asked) {
            boolean told = found.length == 0 || found.length == asked.length;
            if (said.length != asked.length || losses.length != asked.length || !told) {
                throw new IllegalArgumentException(said.length + " answers, " + losses.length + " losses and "
                        + found.length + " found, expected " + asked.length + " each");
            }
        }
    }

    /**
     * One subject's. Perplexity is e to the mean loss over all tokens, token accuracy the share of them that were the
     * likeliest: both with the bootstrap's interval, which draws whole records. Exact has Wilson's.
     *
     * @param asked tokens of n records that were to be said, at least one each
     * @return empty where there is no record
     */
    public static List<Metric> metrics(int[] asked, Said said) {
        said.requireAsMany(asked);
        int n = asked.length;
        if (n == 0) {
            return List.of();
        }
        double[] all = said.figures(asked, IntStream.range(0, n).toArray());
        List<Interval> intervals = Bootstrap.intervals(n, drawn -> said.figures(asked, drawn));
        int exact = count(said.exact(asked));
        List<Metric> metrics = new ArrayList<>();
        for (int i = 0; i < all.length; i++) {
            Interval interval = intervals.get(i);
            metrics.add(new Metric(BY_BOOTSTRAP.get(i).id(), all[i], interval.low(), interval.high(), n));
        }
        Interval wilson = Interval.wilson(exact, n);
        metrics.add(2, new Metric(MetricName.EXACT.id(), (double) exact / n, wilson.low(), wilson.high(), n));
        return List.copyOf(metrics);
    }

    /**
     * How much a candidate's metrics lie above another's on the same records: by paired bootstrap, exact by McNemar.
     *
     * @return empty where there is no record
     */
    public static List<Difference> differences(int[] asked, Said candidate, Said other) {
        candidate.requireAsMany(asked);
        other.requireAsMany(asked);
        int n = asked.length;
        if (n == 0) {
            return List.of();
        }
        Function<int[], double[]> gaps = drawn -> {
            double[] ours = candidate.figures(asked, drawn);
            double[] theirs = other.figures(asked, drawn);
            return IntStream.range(0, ours.length)
                    .mapToDouble(i -> ours[i] - theirs[i])
                    .toArray();
        };
        double[] all = gaps.apply(IntStream.range(0, n).toArray());
        List<Interval> intervals = Bootstrap.intervals(n, gaps);
        List<Difference> differences = new ArrayList<>();
        for (int i = 0; i < all.length; i++) {
            Interval interval = intervals.get(i);
            differences.add(new Difference(
                    BY_BOOTSTRAP.get(i).id(),
                    all[i],
                    interval.low(),
                    interval.high(),
                    n,
                    PairedDifferences.BY_BOOTSTRAP,
                    null));
        }
        differences.add(
                2, McNemar.of(candidate.exact(asked), other.exact(asked)).difference(MetricName.EXACT));
        return List.copyOf(differences);
    }

    private static int count(boolean[] flags) {
        int count = 0;
        for (boolean flag : flags) {
            count += flag ? 1 : 0;
        }
        return count;
    }
}
