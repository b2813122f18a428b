package sharelora.tokenizer;

import java.util.Arrays;
import java.util.stream.Collectors;
import sharelora.platform.examples.Shown;
import sharelora.platform.failure.FatalException;
import sharelora.platform.failure.FencedException;
import sharelora.platform.failure.TransientException;
import sharelora.platform.records.Received;

/**
 * Why a stream stands still while the others go on, in words for the operator.
 *
 * @param passes whether it is likely to pass by itself, as where the blob store does not answer
 */
record Standstill(String reason, boolean passes) {

    private static final int LONGEST = 1_000;
    private static final int FRAMES = 3;

    /** Whether it concerns more than one stream: the process is fenced, or has no memory to go on with. */
    static boolean endsTheProcess(Throwable cause) {
        return cause instanceof FencedException
                || (cause instanceof VirtualMachineError && !(cause instanceof StackOverflowError));
    }

    /** By what its settings, its base or its loop failed with. */
    static Standstill of(Throwable cause) {
        boolean speaks = cause instanceof FatalException || cause instanceof TransientException;
        return new Standstill(
                Shown.of(speaks ? cause.getMessage() : cause.toString(), LONGEST), cause instanceof TransientException);
    }

    /** By what was thrown for one record; without its message, which may hold some of the record's text. */
    static Standstill at(Received record, Throwable cause, String stream) {
        String frames = Arrays.stream(cause.getStackTrace())
                .limit(FRAMES)
                .map(frame -> " at " + frame)
                .collect(Collectors.joining());
        String skip = "sharelora skip --stream %s --topic %s --partition %d --offset %d"
                .formatted(stream, record.topic(), record.partition(), record.offset());
        return new Standstill(
                "stands still at " + record.place() + ": " + cause.getClass().getName() + frames
                        + "; expected tokens or a dead letter. To pass it over: " + skip,
                false);
    }
}
