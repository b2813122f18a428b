package sharelora.operations.status;

import java.util.Locale;

/** Numbers as a person reads them. */
final class Words {

    private Words() {}

    /** {@code 1 record} or {@code 1,200 records}. */
    static String records(long count) {
        return String.format(Locale.ROOT, "%,d", count) + (count == 1 ? " record" : " records");
    }

    /** {@code 90 s}, {@code 12 min}, {@code 5 h} or {@code 3 days}. */
    static String span(long seconds) {
        if (seconds < 120) {
            return seconds + " s";
        }
        return seconds < 7_200
                ? seconds / 60 + " min"
                : seconds < 172_800 ? seconds / 3_600 + " h" : seconds / 86_400 + " days";
    }
}
