package sharelora.engine.head;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A head as it is asked for: what makes outputs of the last hidden states. The mean head: outputs = W (scale · mean) + b.
 * The cosine head: outputs = s · cos(W, mean). The stock head: what {@code …ForSequenceClassification} of the base's family computes. The language head is the base's
 * own, of which nothing is trained.
 *
 * @param scale of the mean, positive; of cosines what s begins with; 1 for the others
 */
public record HeadSpec(Kind kind, double scale) {

    /** The default: hidden states of an encoder are small, so ten times their mean lets the head learn at the rate of the adapter. */
    public static final HeadSpec MEAN = new HeadSpec(Kind.MEAN, 10);

    /** As Hugging Face has it for the family. */
    public static final HeadSpec STOCK = new HeadSpec(Kind.STOCK, 1);

    /** Ten at first: a logit is at most s, and the rate of the adapter moves s by a few thousandths in an update. */
    public static final HeadSpec COSINE = new HeadSpec(Kind.COSINE, 10);

    /** The one for generation. */
    public static final HeadSpec LANGUAGE = new HeadSpec(Kind.LANGUAGE, 1);

    /** What it looks at. */
    public enum Kind {
        /** The mean over a sequence. */
        MEAN,
        /** The token that the family's own classes look at. */
        STOCK,
        /** The direction of the mean over a sequence. */
        COSINE,
        /** Every state, which is asked for the next word. */
        LANGUAGE;

        /** As job files and states spell it. */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** All spellings, in order. */
        public static List<String> ids() {
            return Arrays.stream(values()).map(Kind::id).toList();
        }

        /**
         * The kind of that spelling.
         *
         * @throws IllegalArgumentException naming the value and the spellings there are
         */
        public static Kind of(String id) {
            return Arrays.stream(values())
                    .filter(kind -> kind.id().equals(id))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("head is " + id + ", expected one of " + ids()));
        }
    }

    public HeadSpec {
        if (kind == null) {
            throw new IllegalArgumentException("head is missing");
        }
        if (!(scale > 0) || Double.isInfinite(scale)) {
            throw new IllegalArgumentException("head scale is " + scale + ", expected a positive number");
        }
    }

    /**
     * The head of that spelling, with the scale that is usual for it.
     *
     * @throws IllegalArgumentException naming the value and the spellings there are
     */
    public static HeadSpec of(String kind) {
        return switch (Kind.of(kind)) {
            case MEAN -> MEAN;
            case STOCK -> STOCK;
            case COSINE -> COSINE;
            case LANGUAGE -> LANGUAGE;
        };
    }

    /** What a head that was read would be trained as. */
    public static HeadSpec of(TrainedHead head) {
        return switch (head) {
            case MeanHead mean -> new HeadSpec(Kind.MEAN, mean.scale());
            case StockHead _ -> STOCK;
            case CosineHead _ -> COSINE;
            case LanguageHead _ -> LANGUAGE;
        };
    }

    /**
     * The head that came of training.
     *
     * @param family of the base
     * @param labels none where it says no classes
     * @param numbers by the names of their matrices
     */
    public TrainedHead trained(String family, List<String> labels, Map<String, float[]> numbers) {
        return switch (kind) {
            case MEAN -> new MeanHead(labels, scale, numbers.get(MeanHead.WEIGHT), numbers.get(MeanHead.BIAS));
            case STOCK -> new StockHead(StockHeadNames.of(family), labels, numbers);
            case COSINE -> new CosineHead(labels, numbers.get(CosineHead.SCALE)[0], numbers.get(CosineHead.WEIGHT));
            case LANGUAGE -> new LanguageHead();
        };
    }
}
