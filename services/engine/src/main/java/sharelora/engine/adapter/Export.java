package sharelora.engine.adapter;

import java.util.Optional;
import java.util.OptionalDouble;
import sharelora.engine.format.peft.OwnMatrices;

/** How an adapter leaves training, for those who serve it. */
public sealed interface Export {

    /**
     * As plain LoRA in PEFT's form: a pair at every site of the plan, which every PEFT loads.
     *
     * @param words how it was trained, the method's name first: {@code share-a of query}
     * @param alpha what a pair adds is multiplied by alpha / rank; none: it is added as it is, whatever the rank
     * @param rankStabilized whether it is multiplied by alpha / √rank instead
     * @param dropout of a pair's input while it was trained
     */
    record PeftLora(String words, OptionalDouble alpha, boolean rankStabilized, double dropout) implements Export {

        /** Pairs that are multiplied. */
        public PeftLora(String words, double alpha, boolean rankStabilized, double dropout) {
            this(words, OptionalDouble.of(alpha), rankStabilized, dropout);
        }

        /** Pairs that are added as they are. */
        public static PeftLora unscaled(String words, double dropout) {
            return new PeftLora(words, OptionalDouble.empty(), false, dropout);
        }

        /** Alpha of pairs of that rank. */
        public double alpha(int rank) {
            return alpha.orElse(rank);
        }
    }

    /**
     * As pairs, and with them the matrices of the method's own, from which alone training can go on.
     *
     * @param pairs what the matrices come to: for a merge, for evaluation, and where their form has no place for them
     * @param form how the matrices go into PEFT's folder
     */
    record WithMatrices(PeftLora pairs, OwnMatrices.Form form) implements Export {}

    /**
     * In a form of the method's own, which PEFT has not: its matrices in one file, and the lines of Python that apply them.
     *
     * @param pairs of every site of the plan, which are not all that is added, or not at a projection
     * @param python lines that put it on {@code model}, a model of transformers, from the file whose path is {@code numbers};
     *     {@code json}, {@code safetensors} and {@code torch} are imported
     * @param notPeft why it does not leave as PEFT loads it
     * @param notMerged why it cannot be merged into the base; none: it can
     */
    record Native(PeftLora pairs, String python, String notPeft, Optional<String> notMerged) implements Export {}

    /** What its pairs are: all that it adds, unless it leaves in a form of its own. */
    static PeftLora peftLora(AdapterSpec adapter) {
        return switch (adapter.export()) {
            case PeftLora lora -> lora;
            case WithMatrices(PeftLora pairs, OwnMatrices.Form _) -> pairs;
            case Native(PeftLora pairs, String _, String _, Optional<String> _) -> pairs;
        };
    }

    /** How its own matrices leave; none where pairs are all there is. */
    static Optional<OwnMatrices.Form> form(AdapterSpec adapter) {
        return switch (adapter.export()) {
            case PeftLora _ -> Optional.empty();
            case WithMatrices(PeftLora _, OwnMatrices.Form form) -> Optional.of(form);
            case Native _ -> Optional.of(OwnMatrices.Form.NATIVE);
        };
    }
}
