package sharelora.operations.catalog;

import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import sharelora.platform.failure.FencedException;
import sharelora.platform.kafka.Backoff;

/** Several processes that want to change one record at the same moment. */
public final class Contention {

    private static final int MOST_TRIES = 10;

    private Contention() {}

    /**
     * Does the work, and does it again from its beginning where another process took over a lock of it: it then reads what
     * the other one wrote.
     *
     * @param what is changed, for the message: {@code job tickets}
     * @param work locks records and writes them; what it does beside that may happen more than once
     * @throws FencedException where others took over time and again; nothing of the last try was written
     */
    public static <T> T settled(String what, Supplier<T> work) {
        Backoff backoff = new Backoff();
        for (int tries = 1; ; tries++) {
            try {
                return work.get();
            } catch (FencedException e) {
                if (tries == MOST_TRIES) {
                    throw new FencedException(
                            what + ": others changed it " + MOST_TRIES + " times meanwhile, expected a moment alone",
                            e);
                }
                pause(backoff.failed().toMillis(), e);
            }
        }
    }

    /** A random share of the time, so that two who met do not meet again. */
    private static void pause(long most, FencedException why) {
        try {
            Thread.sleep(ThreadLocalRandom.current().nextLong(1 + most));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw why;
        }
    }
}
