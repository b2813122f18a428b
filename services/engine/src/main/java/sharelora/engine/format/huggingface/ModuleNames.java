package sharelora.engine.format.huggingface;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import sharelora.engine.model.config.ModelShape;

/**
 * The names that Hugging Face transformers gives the projections of a family's layers, and that PEFT gives the two matrices
 * of each pair. {@link ModelShape#PROJECTIONS} are the names that are the same in every family.
 */
public enum ModuleNames {
    /** BERT and RoBERTa. */
    ENCODER(
            "encoder.layer.",
            "bert|roberta",
            "query=attention.self.query key=attention.self.key value=attention.self.value"
                    + " output=attention.output.dense up=intermediate.dense down=output.dense"),
    /** Query, key and value are columns of one module. */
    GPT2(
            "h.",
            "transformer",
            "query=attn.c_attn key=attn.c_attn value=attn.c_attn c_attn=attn.c_attn"
                    + " output=attn.c_proj up=mlp.c_fc down=mlp.c_proj"),
    LLAMA(
            "layers.",
            "model",
            "query=self_attn.q_proj key=self_attn.k_proj value=self_attn.v_proj output=self_attn.o_proj"
                    + " gate=mlp.gate_proj up=mlp.up_proj down=mlp.down_proj");

    /** What PEFT wraps a model in. */
    public static final String WRAPPER = "base_model.model.";

    /** What the matrix, or with VeRA the vector, on the side of the input is called. */
    private static final Set<String> FIRST = Set.of("lora_A.weight", "vera_lambda_d");

    private static final Pattern SPACE = Pattern.compile(" ");

    private static final Pattern BAR = Pattern.compile("\\|");

    private final String layers;
    private final String models;
    private final Pattern tensor;
    private final String pairs;

    /** @param pairs target=module, in the order that a layer computes them */
    ModuleNames(String layers, String models, String pairs) {
        this.layers = layers;
        this.models = models;
        // PEFT wraps the model as base_model.model; classes with a head keep the bare model one name deeper.
        this.tensor = Pattern.compile("base_model\\.model\\.(?:(?:" + models + ")\\.)?" + Pattern.quote(layers)
                + "(\\d{1,4})\\.([a-z_.]+)\\.(lora_A\\.weight|lora_B\\.weight|vera_lambda_d|vera_lambda_b)");
        this.pairs = pairs;
    }

    private Map<String, String> byTarget() {
        Map<String, String> modules = new LinkedHashMap<>();
        SPACE.splitAsStream(pairs).forEach(pair -> {
            int middle = pair.indexOf('=');
            modules.put(pair.substring(0, middle), pair.substring(middle + 1));
        });
        return modules;
    }

    /** Which module of which layer a tensor belongs to, and whether it is A or B, or with VeRA the vector behind them. */
    public record Place(int layer, String module, boolean isA) {}

    /** The names of a family of {@link ModelShape}. */
    public static ModuleNames of(String family) {
        return switch (family) {
            case "bert", "roberta" -> ENCODER;
            case "gpt2" -> GPT2;
            case "llama" -> LLAMA;
            default -> throw new IllegalArgumentException("family is " + family + ": no names are known for it");
        };
    }

    /** The names by which a tensor is one of an adapter's; none where it is by no names. */
    public static Optional<ModuleNames> ofTensor(String name) {
        return Arrays.stream(values())
                .filter(naming -> naming.place(name).isPresent())
                .findFirst();
    }

    /** The names of all possible targets, the same in every family. */
    public Set<String> targets() {
        return byTarget().keySet();
    }

    /** Every module that a target is, or is a part of, once. */
    public Set<String> modules() {
        return new LinkedHashSet<>(byTarget().values());
    }

    public String module(String target) {
        return byTarget().get(target);
    }

    /** Targets whose columns are in one module together. */
    public List<String> sharing(String module) {
        return byTarget().entrySet().stream()
                .filter(pair -> pair.getValue().equals(module))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The place of a PEFT tensor of that name; none where it is no tensor of a pair. */
    public Optional<Place> place(String name) {
        Matcher matcher = tensor.matcher(name);
        if (!matcher.matches() || !modules().contains(matcher.group(2))) {
            return Optional.empty();
        }
        return Optional.of(
                new Place(Integer.parseInt(matcher.group(1)), matcher.group(2), FIRST.contains(matcher.group(3))));
    }

    /**
     * Name of A or B in an adapter's file.
     *
     * @param prefix what the class that the adapter is for calls the bare model, with a dot behind; none: it is that
     */
    public String name(String prefix, Place place) {
        return path(prefix, place.layer, place.module) + ".lora_" + (place.isA ? "A" : "B") + ".weight";
    }

    /** What the names of all tensors of a module's adapter begin with; a dot follows. */
    public String path(String prefix, int layer, String module) {
        return WRAPPER + prefix + layers + layer + "." + module;
    }

    /** What a decoder's class with its language head calls the bare model, with a dot behind. */
    public String prefix() {
        return models + ".";
    }

    /** Names that a module's frozen matrix may have: in the bare model, and in a class with a head. */
    public List<String> namesOfWeight(int layer, String module) {
        String bare = layers + layer + "." + module + ".weight";
        return Stream.concat(Stream.of(bare), BAR.splitAsStream(models).map(model -> model + "." + bare))
                .toList();
    }

    /** Whether frozen matrices are stored as [in, out]. */
    public boolean turned() {
        return this == GPT2;
    }

    /**
     * PEFT's {@code target_modules}, which it compares with the ends of module names. {@code output.dense} is also the
     * end of {@code attention.output.dense}; so where that one is not a target, a pattern for whole names takes over.
     */
    public Object modules(Collection<String> targets) {
        Set<String> chosen = targets.stream().map(this::module).collect(Collectors.toCollection(LinkedHashSet::new));
        boolean ambiguous = chosen.stream()
                .anyMatch(module ->
                        modules().stream().anyMatch(other -> other.endsWith("." + module) && !chosen.contains(other)));
        if (!ambiguous) {
            return chosen.stream().map(ModuleNames::end).sorted().toList();
        }
        return chosen.stream()
                .map(module -> module.replace(".", "\\."))
                .collect(Collectors.joining("|", "(.*\\.)?" + layers.replace(".", "\\.") + "\\d+\\.(", ")"));
    }

    /** As short as PEFT's own defaults have it, where that is the end of no other module's name. */
    private static String end(String module) {
        boolean unique = !module.endsWith(".dense") && !module.endsWith(".c_proj");
        return unique ? module.substring(module.lastIndexOf('.') + 1) : module;
    }
}
