package sharelora.platform.failure;

import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Moments at which a process can be told to die as if it were killed: proof that recovery works from there. Without the
 * system property {@value #PROPERTY} they cost a comparison and do nothing.
 */
public enum CrashPoint {
    /** A blob's bytes are on disk, its name is not there yet. */
    BLOB_WRITTEN,
    /** A blob is durable, and nothing speaks of it yet. */
    BLOB_RENAMED,
    /** The broker has a transaction's records, but not its offsets. */
    RECORDS_SENT,
    /** The broker has all of a transaction but its end. */
    OFFSETS_SENT,
    /** A transaction is committed, and the process has not looked at the answer yet. */
    COMMITTED;

    /** {@code NAME:N}: die when the point of that name, in lower case with hyphens, is reached for the Nth time. */
    public static final String PROPERTY = "sharelora.crashAt";

    /** Exit code of a process that was killed by SIGKILL. */
    public static final int EXIT = 137;

    private static final Optional<Order> ORDER =
            Optional.ofNullable(System.getProperty(PROPERTY)).map(Order::of);

    /** The name in {@value #PROPERTY}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Here it is: dies where it was told to. */
    public void hit() {
        hit(() -> {});
    }

    /** Here it is, once {@code first} has made true what its name says; that is done only in a process that is to die. */
    public void hit(Runnable first) {
        if (ORDER.isPresent() && ORDER.get().isNow(this)) {
            first.run();
            Runtime.getRuntime().halt(EXIT);
        }
    }

    /** Where to die, and how often that point may still be reached. */
    private record Order(CrashPoint point, AtomicInteger left) {

        static Order of(String text) {
            int colon = text.indexOf(':');
            try {
                CrashPoint point = Stream.of(values())
                        .filter(each -> text.startsWith(each.id() + ":"))
                        .findFirst()
                        .orElseThrow(() -> new NumberFormatException("no such point"));
                return new Order(point, new AtomicInteger(Integer.parseUnsignedInt(text.substring(colon + 1))));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(PROPERTY + ": '" + text + "', expected NAME:N", e);
            }
        }

        boolean isNow(CrashPoint reached) {
            return point == reached && left.decrementAndGet() == 0;
        }
    }
}
