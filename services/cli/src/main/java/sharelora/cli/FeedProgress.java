package sharelora.cli;

import java.io.PrintWriter;
import sharelora.operations.examples.ExampleFile;

/** How far a file has been fed, in records that add up: those read are those written and those skipped. */
final class FeedProgress {

    private final String file;
    private final ExampleFile examples;
    private final PrintWriter out;
    private long sent;
    private long safeLine;

    FeedProgress(String file, ExampleFile examples, long fromLine, PrintWriter out) {
        this.file = file;
        this.examples = examples;
        this.safeLine = fromLine - 1;
        this.out = out;
    }

    /** Counts one more that was sent, and says how many those are. */
    long sent() {
        return ++sent;
    }

    /** Tells how many are written; to be called when all that was sent is. */
    void tell() {
        safeLine = examples.line();
        out.println(sent + " records");
        out.flush();
    }

    /** The message where the file cannot be read any further; what was sent is written. */
    String unread(String problem) {
        return file + ": " + problem + "; " + sent + " records before that are written, " + examples.skippedCount()
                + " skipped; --from-line goes on behind it";
    }

    /** The message where the topic took no more: nobody knows which of the records since the last flush it has. */
    String unwritten(String problem) {
        return "%s: line %d or one before it: %s; up to line %d all is written; --from-line %d goes on there, and writes what is written behind it twice"
                .formatted(file, examples.line(), problem, safeLine, safeLine + 1);
    }

    /** The message where the topic refused the record at hand, and that one alone. */
    String refused(String problem) {
        long line = examples.line();
        return "%s: line %d: %s; all before this line is written; --from-line %d goes on with it, --from-line %d behind it"
                .formatted(file, line, problem, line, line + 1);
    }

    /** Whether something was written and nothing skipped. */
    boolean isWhole() {
        return sent > 0 && examples.skippedCount() == 0;
    }

    /** Tells the sum, and what was skipped by its reason. */
    void end(String topic) {
        long skipped = examples.skippedCount();
        out.println((sent + skipped) + " records read: " + sent + " written to " + topic + ", " + skipped + " skipped");
        examples.skipped().forEach(out::println);
        out.flush();
    }
}
