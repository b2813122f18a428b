package sharelora.engine.drift;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The detectors that there are. */
public enum DetectorKind {
    /** {@link Adwin}. */
    ADWIN,
    /** {@link PageHinkley}. */
    PAGE_HINKLEY;

    /** As job files, states and events spell it. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The detector of that kind that a job has where nobody says more; it has seen nothing. */
    public Detector usual() {
        return switch (this) {
            case ADWIN -> new Adwin(Adwin.USUAL_CONFIDENCE, List.of());
            case PAGE_HINKLEY -> new PageHinkley(PageHinkley.USUAL_TOLERANCE, PageHinkley.USUAL_THRESHOLD);
        };
    }

    /** All spellings, the default first. */
    public static List<String> ids() {
        return Arrays.stream(values()).map(DetectorKind::id).toList();
    }

    /** Of a detector. */
    public static DetectorKind of(Detector detector) {
        return switch (detector) {
            case Adwin adwin -> ADWIN;
            case PageHinkley test -> PAGE_HINKLEY;
        };
    }

    /**
     * The kind of that spelling.
     *
     * @throws IllegalArgumentException naming the value and the spellings there are
     */
    public static DetectorKind of(String id) {
        return Arrays.stream(values())
                .filter(kind -> kind.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("detector is " + id + ", expected one of " + ids()));
    }
}
