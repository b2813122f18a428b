package sharelora.schemas;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The metrics that a result can hold. */
public enum MetricName {
    ACCURACY(true),
    MACRO_F1(true),
    MCC(true),
    LOSS(false),
    PEARSON(true),
    SPEARMAN(true),
    MSE(false),
    PERPLEXITY(false),
    TOKEN_ACCURACY(true),
    EXACT(true);

    private final boolean moreIsBetter;

    MetricName(boolean moreIsBetter) {
        this.moreIsBetter = moreIsBetter;
    }

    /** The word in records and gates: {@code macro-f1}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether a candidate with more of it is the better one. */
    public boolean moreIsBetter() {
        return moreIsBetter;
    }

    /** The metric of that word; empty where there is none. */
    public static Optional<MetricName> of(String id) {
        return Arrays.stream(values()).filter(each -> each.id().equals(id)).findFirst();
    }
}
