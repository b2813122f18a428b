package sharelora.platform.examples;

import java.util.Collection;
import java.util.stream.Collectors;

/** Names and texts from outside as a message may show them: nothing that a terminal acts upon, and never long. */
public final class Shown {

    private static final int LONGEST = 60;
    private static final int MOST_NAMES = 10;

    private Shown() {}

    /** The text, escaped, cut after 60 characters. */
    public static String of(String text) {
        return of(text, LONGEST);
    }

    /**
     * The text with control, format and unpaired surrogate characters written as <code>&#92;u001b</code>.
     *
     * @param longest Unicode characters that are shown; an ellipsis stands for the others
     */
    public static String of(String text, int longest) {
        StringBuilder shown = new StringBuilder();
        int at = 0;
        for (int count = 0; at < text.length() && count < longest; count++) {
            int c = text.codePointAt(at);
            at += Character.charCount(c);
            if (isPlain(c)) {
                shown.appendCodePoint(c);
            } else {
                shown.append("\\u%04x".formatted(c));
            }
        }
        return at < text.length() ? shown.append('…').toString() : shown.toString();
    }

    /** Names in a row, at most ten of them. */
    public static String names(Collection<String> names) {
        String first = names.stream().limit(MOST_NAMES).map(Shown::of).collect(Collectors.joining(", "));
        return names.size() > MOST_NAMES ? first + " and " + (names.size() - MOST_NAMES) + " more" : first;
    }

    private static boolean isPlain(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
