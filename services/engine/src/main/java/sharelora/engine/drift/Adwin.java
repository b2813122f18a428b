package sharelora.engine.drift;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * ADWIN (Bifet and Gavalda 2007): a window of the newest numbers, which loses its older part wherever the means of two parts
 * differ by more than chance allows. It holds n numbers in buckets of 1, 2, 4, ... of them, at most {@value #MOST_IN_A_ROW}
 * of each size, so the places where it can be cut are about 5 log2(n / 5).
 *
 * @param confidence delta: the chance that a window of equal numbers is cut, above 0, below 1
 * @param buckets oldest first, so the largest first
 */
public record Adwin(double confidence, List<Bucket> buckets) implements Detector {

    /** The confidence of a job that names none. */
    public static final double USUAL_CONFIDENCE = 0.002;

    /** Buckets of one size; with one more the two oldest become one. */
    static final int MOST_IN_A_ROW = 5;

    public Adwin {
        if (!(confidence > 0 && confidence < 1)) {
            throw new IllegalArgumentException("confidence is " + confidence + ", expected a number above 0, below 1");
        }
        buckets = List.copyOf(buckets);
    }

    @Override
    public Seen see(double value) {
        List<Bucket> window = new ArrayList<>(buckets);
        window.add(Bucket.of(value));
        merge(window);
        Optional<Rise> first = cut(window);
        for (Optional<Rise> found = first; found.isPresent(); found = cut(window)) {
            window.removeFirst();
        }
        return new Seen(new Adwin(confidence, window), first.filter(change -> change.after() > change.before()));
    }

    @Override
    public Detector anew() {
        return new Adwin(confidence, List.of());
    }

    private static Bucket whole(List<Bucket> window) {
        return window.stream().reduce(Bucket.EMPTY, Bucket::with);
    }

    private static void merge(List<Bucket> window) {
        int end = window.size();
        while (end > 0) {
            long size = window.get(end - 1).size();
            int begin = end;
            while (begin > 0 && window.get(begin - 1).size() == size) {
                begin--;
            }
            if (end - begin <= MOST_IN_A_ROW) {
                return;
            }
            Bucket second = window.remove(begin + 1);
            window.set(begin, window.get(begin).with(second));
            end = begin + 1; // it is the newest of the next size
        }
    }

    /** The means of both parts at the oldest place where they differ too much; it may be a fall as well. */
    private Optional<Rise> cut(List<Bucket> window) {
        Bucket whole = whole(window);
        Bucket older = Bucket.EMPTY;
        for (int i = 0; i + 1 < window.size(); i++) {
            older = older.with(window.get(i));
            long size = whole.size() - older.size();
            double newer = (whole.total() - older.total()) / size;
            double apart = StrictMath.abs(older.mean() - newer);
            if (apart > most(older.size(), size, whole.spread() / whole.size())) {
                return Optional.of(new Rise(older.mean(), newer));
            }
        }
        return Optional.empty();
    }

    /** What means of equal numbers differ by at the most; 1 / m = 1 / older + 1 / newer. */
    private double most(long older, long newer, double variance) {
        double inverse = 1.0 / older + 1.0 / newer;
        double chance = StrictMath.log(2 * StrictMath.log((double) older + newer) / confidence);
        return StrictMath.sqrt(2 * inverse * variance * chance) + 2.0 / 3 * chance * inverse;
    }
}
