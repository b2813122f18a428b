package sharelora.importers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import sharelora.engine.format.CanonicalJson;
import sharelora.engine.format.JsonFields;
import sharelora.engine.format.ModelFormatException;
import sharelora.engine.format.huggingface.HuggingFaceFolder;
import sharelora.engine.format.safetensors.TensorType;

/**
 * What belongs to a published model beside what this program computes with: it is kept with the base, and leaves with what
 * is made of it.
 *
 * @param files by name
 * @param config fields of {@code config.json} that change nothing that is computed here
 * @param published type of a tensor of the bare model; a base is kept in float32
 */
record Companions(
        Map<String, Path> files, Map<String, Object> config, Function<String, Optional<TensorType>> published) {

    /** Of a model that comes without any. */
    static final Companions NONE = new Companions(Map.of(), Map.of(), name -> Optional.empty());

    static final String TOKENIZER_CONFIG = "tokenizer_config.json";

    private static final long SMALL = 1L << 20;

    private static final long OF_TOKENIZER = 64L << 20;

    /** Most bytes of each; a tokenizer_config.json lists all added tokens again. */
    private static final Map<String, Long> MOST = Map.of(
            TOKENIZER_CONFIG,
            8 * SMALL,
            "special_tokens_map.json",
            SMALL,
            "added_tokens.json",
            SMALL,
            "generation_config.json",
            SMALL,
            "chat_template.json",
            SMALL,
            "chat_template.jinja",
            SMALL,
            "vocab.txt",
            OF_TOKENIZER,
            "vocab.json",
            OF_TOKENIZER,
            "merges.txt",
            OF_TOKENIZER);

    /** Other programs pad, begin and end by these ids; a decoder's are among its own fields already. */
    private static final List<String> TOKENS = List.of("bos_token_id", "eos_token_id", "pad_token_id");

    /** What transformers loads the weights as, by its name since version 5 and by the one that every version reads. */
    private static final List<String> TYPE = List.of("dtype", "torch_dtype");

    private static final List<String> TYPES = List.of("float32", "float16", "bfloat16");

    /**
     * Those of a Hugging Face folder.
     *
     * @throws ModelFormatException where one is larger than any that there is, or a JSON file is none
     */
    static Companions of(Path folder, HuggingFaceFolder model) throws IOException {
        Map<String, Path> files = new TreeMap<>();
        for (Map.Entry<String, Long> known : MOST.entrySet()) {
            Path file = folder.resolve(known.getKey());
            if (!Files.isRegularFile(file)) {
                continue;
            }
            if (Files.size(file) > known.getValue()) {
                throw new ModelFormatException(
                        file, "has " + Files.size(file) + " bytes: expected at most " + known.getValue());
            }
            if (known.getKey().endsWith(".json") && !known.getKey().startsWith("vocab")) {
                JsonFields.read(file);
            }
            files.put(known.getKey(), file);
        }
        return new Companions(files, config(JsonFields.read(folder.resolve("config.json"))), model::typeOf);
    }

    private static Map<String, Object> config(JsonFields json) {
        Map<String, Object> kept = new LinkedHashMap<>();
        Map<String, Object> all = json.values();
        TOKENS.stream().filter(json::has).forEach(name -> kept.put(name, all.get(name)));
        TYPE.stream()
                .map(all::get)
                .filter(type -> type instanceof String text && TYPES.contains(text))
                .findFirst()
                .ifPresent(type -> kept.put(TYPE.getLast(), type));
        return kept;
    }

    /**
     * The metadata of the file that a base's weights are kept in.
     *
     * @param names in the bare model, by the names that they are kept under
     */
    Map<String, String> metadata(Map<String, String> names) {
        Map<String, String> types = new TreeMap<>();
        names.forEach((kept, name) -> published
                .apply(name)
                .filter(type -> type != TensorType.F32)
                .ifPresent(type -> types.put(kept, type.name())));
        Map<String, String> metadata = new TreeMap<>(Map.of("format", "pt"));
        if (!types.isEmpty()) {
            metadata.put(HuggingFaceFolder.NARROWER, CanonicalJson.text(types));
        }
        return metadata;
    }

    /** The fields of a config with the kept ones that it lacks. */
    Map<String, Object> config(Map<String, Object> fields) {
        Map<String, Object> all = new TreeMap<>(config);
        all.putAll(fields);
        return all;
    }

    /** Copies the files. */
    void copyTo(Path folder) throws IOException {
        for (Map.Entry<String, Path> file : files.entrySet()) {
            byte[] bytes = Files.readAllBytes(file.getValue());
            ModelFormatException.refuseLfsPointer(file.getValue(), bytes);
            Files.write(folder.resolve(file.getKey()), bytes);
        }
    }
}
