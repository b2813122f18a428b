package sharelora.text;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;
import java.util.Locale;

/**
 * Which texts are held out for evaluation: a function of the text alone, so that a repeated text never leaks from
 * training into evaluation.
 *
 * <p>A text's bucket is the first 8 bytes of SHA-256, big-endian and unsigned, mod 100, over the UTF-8 of: first text,
 * U+0000, second text (empty where there is none); each NFKC-normalized, lowercased, every run of white space one space
 * and none at its ends. Label and completion do not count.
 *
 * @param percent 0 to 100; texts in buckets below it are held out
 */
public record HoldOut(int percent) {

    private static final int BUCKETS = 100;

    public HoldOut {
        if (percent < 0 || percent > BUCKETS) {
            throw new IllegalArgumentException("holdoutPercent is %d; expected 0 to 100".formatted(percent));
        }
    }

    /** Whether this text is held out. */
    public boolean holds(String text) {
        return holds(text, "");
    }

    /** Whether this pair of texts is held out. */
    public boolean holds(String text, String textPair) {
        return percent > 0 && bucket(text, textPair) < percent;
    }

    static int bucket(String text, String textPair) {
        StringBuilder canonical = new StringBuilder(text.length() + textPair.length() + 1);
        appendCanonical(text, canonical);
        canonical.append('\0');
        appendCanonical(textPair, canonical);
        byte[] digest = sha256().digest(canonical.toString().getBytes(StandardCharsets.UTF_8));
        long first = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            first = (first << Byte.SIZE) | (digest[i] & 0xFF);
        }
        return (int) Long.remainderUnsigned(first, BUCKETS);
    }

    private static void appendCanonical(String text, StringBuilder into) {
        String folded = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        int start = into.length();
        boolean gap = false;
        for (int i = 0; i < folded.length(); i++) {
            char c = folded.charAt(i);
            if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
                gap = into.length() > start;
            } else {
                if (gap) {
                    into.append(' ');
                    gap = false;
                }
                into.append(c);
            }
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
