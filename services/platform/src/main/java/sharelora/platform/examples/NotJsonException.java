package sharelora.platform.examples;

/** Bytes or characters that are not one JSON value as RFC 8259 has it. The message holds nothing of them. */
public final class NotJsonException extends Exception {

    private static final long serialVersionUID = 1L;

    /** The reason of a value whose rest is missing. */
    public static final String CUT = "JSON that ends in the middle";

    private final String reason;

    NotJsonException(String reason, String place) {
        super(place.isEmpty() ? reason : reason + ", " + place, null, false, false);
        this.reason = reason;
    }

    /** What is wrong, in words that many values share, without the place. */
    public String reason() {
        return reason;
    }
}
