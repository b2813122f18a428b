package sharelora.engine.head;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** What {@code …ForSequenceClassification} of a family calls the bare model and the head that it puts on it. */
public enum StockHeadNames {
    /** A linear layer on the pooler, which is part of the bare model. */
    BERT("bert", "Bert", "classifier.weight classifier.bias"),
    /** A layer with tanh and a linear one on the first token. */
    ROBERTA(
            "roberta",
            "Roberta",
            "classifier.dense.weight classifier.dense.bias classifier.out_proj.weight classifier.out_proj.bias"),
    /** A linear layer without bias on the last token that is not the padding token. */
    GPT2("transformer", "GPT2", "score.weight"),
    /** As GPT-2 has it. */
    LLAMA("model", "Llama", "score.weight");

    private static final Pattern SPACE = Pattern.compile(" ");

    private static final String SQUARE = ".dense.";

    private final String model;
    private final String stem;
    private final String tensors;

    StockHeadNames(String model, String stem, String tensors) {
        this.model = model;
        this.stem = stem;
        this.tensors = tensors;
    }

    /** That of a family of {@link sharelora.engine.model.config.ModelShape}. */
    public static StockHeadNames of(String family) {
        return valueOf(family.toUpperCase(Locale.ROOT));
    }

    /** Its family, one of {@link sharelora.engine.model.config.ModelShape}. */
    public String family() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Names of the head's tensors; weight and bias of the outputs come last. */
    public List<String> tensors() {
        return SPACE.splitAsStream(tensors).toList();
    }

    /** What a tensor's sizes are, for C outputs of D hidden. */
    public int[] shape(String tensor, int outputs, int hidden) {
        int rows = tensor.contains(SQUARE) ? hidden : outputs;
        return tensor.endsWith(".bias") ? new int[] {rows} : new int[] {rows, hidden};
    }

    /** The weight with a row for each output. */
    public String lastWeight() {
        return tensors().stream()
                .filter(tensor -> tensor.endsWith(".weight"))
                .reduce((before, last) -> last)
                .orElseThrow();
    }

    /** What the class calls the bare model, with a dot behind. */
    public String prefix() {
        return model + ".";
    }

    /** What the class calls the head: PEFT saves a module of that name whole. */
    public String module() {
        return tensors.substring(0, tensors.indexOf('.'));
    }

    /** The class. */
    public String architecture() {
        return stem + "ForSequenceClassification";
    }
}
