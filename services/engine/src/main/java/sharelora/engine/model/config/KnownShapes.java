package sharelora.engine.model.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Sizes of well-known models by name, from their published {@code config.json}; for counting parameters without any weights. */
public final class KnownShapes {

    private static final Map<String, ModelShape> SHAPES = shapes();

    private KnownShapes() {}

    /**
     * The shape of that name.
     *
     * @throws IllegalArgumentException naming the value and the names there are
     */
    public static ModelShape of(String name) {
        ModelShape shape = SHAPES.get(name);
        if (shape == null) {
            throw new IllegalArgumentException("base is " + name + ", expected one of " + names());
        }
        return shape;
    }

    public static List<String> names() {
        return List.copyOf(SHAPES.keySet());
    }

    private static Map<String, ModelShape> shapes() {
        Map<String, ModelShape> shapes = new LinkedHashMap<>();
        shapes.put("minilm", new ModelShape("bert", 6, 384, 12, 12, 1536, 30522, 512));
        shapes.put("bge-small", new ModelShape("bert", 12, 384, 12, 12, 1536, 30522, 512));
        shapes.put("bert-base", new ModelShape("bert", 12, 768, 12, 12, 3072, 30522, 512));
        shapes.put("roberta-base", new ModelShape("roberta", 12, 768, 12, 12, 3072, 50265, 512));
        shapes.put("roberta-large", new ModelShape("roberta", 24, 1024, 16, 16, 4096, 50265, 512));
        shapes.put("gpt2", new ModelShape("gpt2", 12, 768, 12, 12, 3072, 50257, 1024));
        shapes.put("gpt2-medium", new ModelShape("gpt2", 24, 1024, 16, 16, 4096, 50257, 1024));
        shapes.put("gpt2-large", new ModelShape("gpt2", 36, 1280, 20, 20, 5120, 50257, 1024));
        shapes.put("smollm2-135m", new ModelShape("llama", 30, 576, 9, 3, 1536, 49152, 8192));
        shapes.put("llama-7b", new ModelShape("llama", 32, 4096, 32, 32, 11008, 32000, 2048));
        shapes.put("llama-13b", new ModelShape("llama", 40, 5120, 40, 40, 13824, 32000, 2048));
        shapes.put("llama3-8b", new ModelShape("llama", 32, 4096, 32, 8, 14336, 128256, 8192));
        return shapes;
    }
}
