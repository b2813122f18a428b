package sharelora.engine.adapter.lowrank;

import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import sharelora.engine.adapter.AdapterFields;
import sharelora.engine.adapter.AdapterSpec;
import sharelora.engine.adapter.Export;
import sharelora.engine.adapter.OwnStart;
import sharelora.engine.adapter.Plan;
import sharelora.engine.format.CanonicalJson;
import sharelora.engine.format.JsonFields;
import sharelora.engine.format.huggingface.ModuleNames;
import sharelora.engine.format.peft.LowRankAdapter;
import sharelora.engine.format.peft.LowRankPair;
import sharelora.engine.format.peft.MethodFile;
import sharelora.engine.format.peft.OwnMatrices;
import sharelora.engine.format.safetensors.Safetensors;
import sharelora.engine.model.config.ModelShape;
import sharelora.engine.model.config.Projection;
import sharelora.engine.model.config.Site;
import sharelora.engine.parameter.MatrixSpec;

/** What a {@link CompactFile} says of a method with matrices of its own, and how pairs are made of these again. */
final class CompactMatrices {

    private static final Path IN_MESSAGES = Path.of("the adapter's matrices");

    /** Key of the metadata with the columns and rows of each target's weight. */
    private static final String SIZES = "sizes";

    /** Key of the metadata with the modules of transformers that the targets are, for the Python of a native folder. */
    private static final String MODULES = "modules";

    private static final int MAX_SIZE = 1 << 24;

    private CompactMatrices() {}

    /** What the method is called in the folder of an adapter. */
    static String words(OwnMatrices own) {
        return Export.peftLora(spec(own)).words();
    }

    /** @throws IllegalArgumentException where the pairs are not what the matrices come to */
    static Map<String, String> metadata(LowRankAdapter adapter, OwnMatrices own) {
        Map<String, Projection> sizes = new LinkedHashMap<>();
        adapter.layers()
                .getFirst()
                .forEach((target, pair) -> sizes.put(target, new Projection(target, pair.in(), pair.out())));
        ModelShape shape = shape(adapter.naming(), adapter.layers().size(), sizes);
        if (!pairs(own, shape).equals(adapter.layers())) {
            throw new IllegalArgumentException(
                    "the pairs of the adapter are not what the matrices of " + adapter.method() + " come to");
        }
        Map<String, Object> fields = new TreeMap<>();
        sizes.forEach((target, size) -> fields.put(target, List.of(size.in(), size.out())));
        Map<String, String> metadata =
                new TreeMap<>(Map.of(MethodFile.FORM, own.form().name(), SIZES, CanonicalJson.text(fields)));
        if (own.form() == OwnMatrices.Form.NATIVE) {
            metadata.put(MODULES, CanonicalJson.text(modules(adapter)));
        }
        return metadata;
    }

    /** Of each target the module in a layer of transformers, and the first of its outputs that are the target's. */
    private static Map<String, Object> modules(LowRankAdapter adapter) {
        ModuleNames naming = adapter.naming();
        Map<String, Object> modules = new TreeMap<>();
        adapter.layers().getFirst().forEach((target, pair) -> {
            String module = naming.module(target);
            if (module != null) {
                modules.put(
                        target,
                        List.of(
                                module,
                                Math.max(0, ModelShape.PARTS.indexOf(target)) * (naming.turned() ? pair.out() : 0)));
            }
        });
        return modules;
    }

    /**
     * The pairs of each layer.
     *
     * @throws IllegalArgumentException naming a matrix that is missing or has another size, or sizes that no base has
     */
    static List<Map<String, LowRankPair>> read(Safetensors tensors, ModuleNames naming, int layers) {
        OwnMatrices own = MethodFile.of(tensors);
        JsonFields fields = JsonFields.parse(tensors.file(), tensors.metadata().getOrDefault(SIZES, "{}"));
        Map<String, Projection> sizes = new LinkedHashMap<>();
        for (String target : fields.names()) {
            List<Integer> size = fields.integers(target, 1, MAX_SIZE);
            if (size.size() != 2) {
                throw fields.wrong(target, "two numbers");
            }
            sizes.put(target, new Projection(target, size.getFirst(), size.getLast()));
        }
        return pairs(own, shape(naming, layers, sizes));
    }

    private static List<Map<String, LowRankPair>> pairs(OwnMatrices own, ModelShape shape) {
        Plan plan = spec(own).plan(shape);
        Map<MatrixSpec, float[]> numbers = OwnStart.numbers(plan.matrices(), own);
        List<Map<String, LowRankPair>> layers = new ArrayList<>();
        for (Site site : plan.sites()) {
            if (site.layer() == layers.size()) {
                layers.add(new LinkedHashMap<>());
            }
            layers.get(site.layer()).put(site.projection(), plan.pair(site, numbers::get));
        }
        return layers;
    }

    private static AdapterSpec spec(OwnMatrices own) {
        return AdapterFields.read(JsonFields.parse(IN_MESSAGES, own.adapter()));
    }

    /** The smallest base with projections of these sizes: a plan for it is that for the base which the adapter is for. */
    private static ModelShape shape(ModuleNames naming, int layers, Map<String, Projection> sizes) {
        int hidden = 1;
        int keyValue = 0; // as many as hidden
        int inner = 1;
        for (Projection size : sizes.values()) {
            hidden = size.name().equals("down") ? size.out() : size.in();
            switch (size.name()) {
                case "key", "value" -> keyValue = size.out();
                case "gate", "up" -> inner = size.out();
                case "down" -> inner = size.in();
                default -> {}
            }
        }
        int head = BigInteger.valueOf(hidden).gcd(BigInteger.valueOf(keyValue)).intValueExact();
        String family = Stream.of("bert", "gpt2", "llama")
                .filter(each -> ModuleNames.of(each) == naming)
                .findFirst()
                .orElseThrow();
        ModelShape shape =
                new ModelShape(family, layers, hidden, hidden / head, Math.max(1, keyValue / head), inner, 1, 1);
        sizes.values().forEach(size -> {
            Projection found = size.name().equals(Site.LAYER)
                    ? new Projection(Site.LAYER, shape.hidden(), shape.hidden())
                    : shape.projection(size.name());
            if (!found.equals(size)) {
                throw new IllegalArgumentException(
                        size + " does not fit the other projections, expected " + found + " beside them");
            }
        });
        return shape;
    }
}
