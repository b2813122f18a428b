package sharelora.operations;

import java.util.Locale;
import java.util.regex.Pattern;

/** The names that operators give to jobs, streams, suites, bases and adapters; they become parts of topics and of paths. */
public final class OperatorName {

    /** What every such name looks like. */
    public static final Pattern PATTERN = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

    /** The same in words, for messages. */
    public static final String EXPECTED = "a name of a-z, 0-9 and -, up to 63 characters";

    private static final int LONGEST = 63;

    private OperatorName() {}

    /** The nearest such name: small letters, and one hyphen for what else there is between letters and digits. */
    public static String like(String text) {
        String plain =
                text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-+", "");
        String cut = plain.substring(0, Math.min(LONGEST, plain.length())).replaceAll("-+$", "");
        return cut.isEmpty() ? "base" : cut;
    }
}
