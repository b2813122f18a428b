package sharelora.platform.host;

import sharelora.platform.failure.FatalException;
import sharelora.platform.failure.FencedException;

/** Exit codes, as scripts and orchestrators see them. */
public final class Exit {

    /** Done, drained or told to stop. */
    public static final int DONE = 0;

    /** It cannot go on; the log's last line says why. */
    public static final int FATAL = 1;

    /** Wrong usage: a flag, a file or a value. */
    public static final int USAGE = 2;

    /** Another process has taken over; do not restart this one at once. */
    public static final int FENCED = 3;

    private Exit() {}

    /** The code for a stage that ended by this. */
    public static int codeOf(Throwable failure) {
        return failure instanceof FencedException ? FENCED : FATAL;
    }

    /** Whether the message alone tells the operator all there is; anything else is a bug and needs its stack trace. */
    static boolean speaksForItself(Throwable failure) {
        return failure instanceof FencedException || failure instanceof FatalException;
    }
}
