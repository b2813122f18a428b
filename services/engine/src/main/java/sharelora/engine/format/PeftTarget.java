package sharelora.engine.format;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The projections of a BERT or RoBERTa layer, by our word and by the name of the module in Hugging Face's model. */
enum PeftTarget {
    QUERY("query", "attention.self.query"),
    KEY("key", "attention.self.key"),
    VALUE("value", "attention.self.value"),
    OUTPUT("output", "attention.output.dense"),
    UP("up", "intermediate.dense"),
    DOWN("down", "output.dense");

    /** PEFT wraps the model as {@code base_model.model}; classes with a head keep the bare model one name deeper. */
    private static final Pattern TENSOR = Pattern.compile(
            "base_model\\.model\\.(?:bert\\.|roberta\\.)?encoder\\.layer\\.(\\d{1,4})\\.([a-z.]+)\\.lora_([AB])\\.weight");

    private final String id;
    private final String module;

    PeftTarget(String id, String module) {
        this.id = id;
        this.module = module;
    }

    /** A tensor's place. */
    record Place(int layer, PeftTarget target, boolean isA) {}

    String id() {
        return id;
    }

    static List<String> ids() {
        return Arrays.stream(values()).map(PeftTarget::id).toList();
    }

    static PeftTarget of(String id) {
        return Arrays.stream(values())
                .filter(target -> target.id.equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("target is " + id + ": expected one of " + ids()));
    }

    /** Name of A in the file of an adapter on the bare model. */
    String nameOfA(int layer) {
        return name(layer, "A");
    }

    String nameOfB(int layer) {
        return name(layer, "B");
    }

    private String name(int layer, String matrix) {
        return "base_model.model.encoder.layer." + layer + "." + module + ".lora_" + matrix + ".weight";
    }

    static Optional<Place> place(String tensor) {
        Matcher matcher = TENSOR.matcher(tensor);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        return Arrays.stream(values())
                .filter(target -> target.module.equals(matcher.group(2)))
                .findFirst()
                .map(target -> new Place(
                        Integer.parseInt(matcher.group(1)),
                        target,
                        matcher.group(3).equals("A")));
    }

    /**
     * PEFT's {@code target_modules}, which it compares with the ends of module names. {@code output.dense} is also the
     * end of {@code attention.output.dense}; so where that one is not a target, a pattern for whole names takes over.
     */
    static Object modules(Collection<PeftTarget> targets) {
        List<String> modules = targets.stream().map(target -> target.module).toList();
        if (!targets.contains(DOWN) || targets.contains(OUTPUT)) {
            return targets.stream().map(PeftTarget::suffix).sorted().toList();
        }
        return modules.stream()
                .map(module -> module.replace(".", "\\."))
                .collect(Collectors.joining("|", "(.*\\.)?encoder\\.layer\\.\\d+\\.(", ")"));
    }

    private String suffix() {
        return module.startsWith("attention.self.") ? id : module;
    }
}
