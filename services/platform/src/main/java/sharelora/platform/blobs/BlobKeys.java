package sharelora.platform.blobs;

import java.util.regex.Pattern;

/** Checks blob keys, so that no key leads out of the store, whoever chose it. */
final class BlobKeys {

    private static final int LONGEST = 512;
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*");
    private static final Pattern DOTS = Pattern.compile("(^|/)\\.{1,2}(/|$)");

    private BlobKeys() {}

    static String checked(String key) {
        if (key.length() > LONGEST
                || !KEY.matcher(key).matches()
                || DOTS.matcher(key).find()) {
            String shown = key.length() > LONGEST ? key.substring(0, LONGEST) + "..." : key;
            throw new IllegalArgumentException("blob key \"" + shown
                    + "\": expected names of A-Z a-z 0-9 . _ - joined by /, none of them . or .., at most " + LONGEST
                    + " characters");
        }
        return key;
    }

    /** The last part of a prefix: the beginning of a name, dots included. */
    static void checkedPart(String part) {
        checked("x" + part);
    }
}
