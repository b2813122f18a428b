package sharelora.console.model;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import sharelora.schemas.DeadLetter;

/** Dead letters: all counted, the newest kept. */
final class LetterBook {

    /** Most that are kept; all are counted. */
    static final int MOST = 200;

    private static final int MOST_KINDS = 1_000;

    private final Touched touched = new Touched();
    private final Map<Kind, Long> counts = new TreeMap<>();
    private final Bounded<Kept> newest = new Bounded<>(MOST);
    private final BitSet replayed = new BitSet();
    private long all;

    /** @param stream empty where the letter names none */
    record Kind(String stream, String stage, String reason) implements Comparable<Kind> {

        @Override
        public int compareTo(Kind other) {
            int byStream = stream.compareTo(other.stream);
            int byStage = stage.compareTo(other.stage);
            return byStream != 0 ? byStream : byStage != 0 ? byStage : reason.compareTo(other.reason);
        }
    }

    /** @param offset of the letter on its topic */
    record Kept(long offset, DeadLetter letter) {}

    Touched touched() {
        return touched;
    }

    void add(long offset, DeadLetter letter) {
        all++;
        Kind kind =
                new Kind(letter.getStream() == null ? "" : letter.getStream(), letter.getStage(), letter.getReason());
        if (counts.containsKey(kind) || counts.size() < MOST_KINDS) {
            counts.merge(kind, 1L, Long::sum);
        }
        newest.add(new Kept(offset, letter));
    }

    void replayed(long offset) {
        if (offset >= 0 && offset < Integer.MAX_VALUE) {
            replayed.set((int) offset);
        }
    }

    boolean isReplayed(long offset) {
        return offset < Integer.MAX_VALUE && replayed.get((int) offset);
    }

    long count() {
        return all;
    }

    long replayedCount() {
        return replayed.cardinality();
    }

    Map<Kind, Long> counts() {
        return counts;
    }

    /** Oldest first. */
    List<Kept> newest() {
        return newest.all();
    }
}
