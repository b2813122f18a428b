package sharelora.engine.drift;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What a detector sees of a batch, before it is learned. */
public enum Figure {
    /** The mean loss of its new records. */
    LOSS,
    /** The share of its answers that were wrong. */
    ERROR;

    /** As job files and states spell it. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** All spellings, the default first. */
    public static List<String> ids() {
        return Arrays.stream(values()).map(Figure::id).toList();
    }

    /**
     * The figure of that spelling.
     *
     * @throws IllegalArgumentException naming the value and the spellings there are
     */
    public static Figure of(String id) {
        return Arrays.stream(values())
                .filter(figure -> figure.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("drift on is " + id + ", expected one of " + ids()));
    }
}
