package sharelora.console.model;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The newest so many of something. */
final class Bounded<T> {

    private final int most;
    private final Deque<T> newest = new ArrayDeque<>();

    Bounded(int most) {
        this.most = most;
    }

    void add(T one) {
        newest.addLast(one);
        if (newest.size() > most) {
            newest.removeFirst();
        }
    }

    /** Oldest first. */
    List<T> all() {
        return List.copyOf(newest);
    }

    int size() {
        return newest.size();
    }
}
