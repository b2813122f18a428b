package sharelora.engine.format.huggingface;

import static sharelora.engine.format.ModelFormatException.quote;

import java.lang.foreign.SegmentAllocator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import sharelora.engine.format.JsonFields;
import sharelora.engine.format.ModelFormatException;
import sharelora.engine.format.OtherWeights;
import sharelora.engine.format.safetensors.Safetensors;
import sharelora.engine.format.safetensors.TensorType;
import sharelora.engine.format.safetensors.Weight;

/**
 * A model folder of Hugging Face transformers: {@code config.json} and {@code model.safetensors}, or its shards by
 * {@code model.safetensors.index.json}. Pickled weights are never read.
 */
public final class HuggingFaceFolder implements AutoCloseable {

    /** Key of the metadata that names the types in which tensors came in that are wider here: JSON of names and types. */
    public static final String NARROWER = "came_as";

    private static final String SINGLE = "model.safetensors";

    private static final String INDEX = "model.safetensors.index.json";

    private static final String CONVERSION = "convert it with transformers: load it with the class that its config.json"
            + " names under architectures, then save_pretrained";

    /** How the norms of BERTs that TensorFlow saved are called, by what they are. */
    private static final Map<String, String> OLD_ENDS =
            Map.of("LayerNorm.weight", "LayerNorm.gamma", "LayerNorm.bias", "LayerNorm.beta");

    /** Classes with a head keep the bare model under one of these. */
    private static final List<String> PREFIXES = List.of("bert.", "roberta.", "transformer.", "model.");

    private final Path folder;
    private final List<Safetensors> files;
    private final Map<String, Safetensors> tensors;

    private HuggingFaceFolder(Path folder, List<Safetensors> files) {
        this.folder = folder;
        this.files = files;
        this.tensors = new TreeMap<>();
        for (Safetensors file : files) {
            for (String name : file.names()) {
                if (tensors.put(name, file) != null) {
                    throw new ModelFormatException(folder, "has the tensor " + quote(name) + " in two files");
                }
            }
        }
    }

    /**
     * Maps all weight files of a folder.
     *
     * @throws ModelFormatException when a file is missing or damaged
     */
    public static HuggingFaceFolder open(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new ModelFormatException(folder, "no such folder: expected a model's config.json and " + SINGLE);
        }
        Map<String, String> places = new HashMap<>();
        if (!Files.exists(folder.resolve(SINGLE)) && Files.exists(folder.resolve(INDEX))) {
            places = readIndex(folder.resolve(INDEX));
        }
        if (places.isEmpty() && !Files.exists(folder.resolve(SINGLE))) {
            OtherWeights.refuse(folder, SINGLE, CONVERSION);
        }
        List<Safetensors> files = new ArrayList<>();
        try {
            for (String name : places.isEmpty() ? Set.of(SINGLE) : Set.copyOf(places.values())) {
                files.add(Safetensors.open(folder.resolve(name)));
            }
            HuggingFaceFolder opened = new HuggingFaceFolder(folder, files);
            opened.checkAgainst(places);
            return opened;
        } catch (RuntimeException e) {
            files.forEach(Safetensors::close);
            throw e;
        }
    }

    /** Where its {@code config.json} is, or should be. */
    public Path config() {
        return folder.resolve("config.json");
    }

    /** Names of all tensors in the files, sorted. */
    public Set<String> names() {
        return Collections.unmodifiableSet(tensors.keySet());
    }

    /** Numbers of all tensors together, by the headers alone. */
    public long parameters() {
        return files.stream().mapToLong(Safetensors::parameters).sum();
    }

    /**
     * A tensor by its name in the bare model ({@code embeddings.word_embeddings.weight}); found with the prefix of a class
     * with a head too. Its memory is valid until {@link #close}.
     *
     * @throws ModelFormatException when it is missing, has another shape or holds a number that is not finite
     */
    public Weight weight(String name, int... shape) {
        String stored = stores(name);
        Safetensors file = tensors.get(stored);
        return file.weight(stored, shape).requireFinite(file.file());
    }

    /** The same with the float32 copy of F16 and BF16 in room from that allocator. */
    Weight weight(String name, SegmentAllocator room, int... shape) {
        String stored = stores(name);
        Safetensors file = tensors.get(stored);
        return file.weight(stored, room, shape).requireFinite(file.file());
    }

    private String stores(String name) {
        return find(name)
                .orElseThrow(() -> new ModelFormatException(
                        folder, "has no tensor " + quote(name) + ", nor with one of " + PREFIXES + " before it"));
    }

    /** Whether there is a tensor of that name in the bare model. */
    public boolean has(String name) {
        return find(name).isPresent();
    }

    /** The names in the files of those tensors of the bare model that are there. */
    Set<String> storedNames(Collection<String> names) {
        return names.stream().flatMap(name -> find(name).stream()).collect(Collectors.toSet());
    }

    private Optional<String> find(String name) {
        return spellings(name)
                .flatMap(spelling ->
                        Stream.concat(Stream.of(""), PREFIXES.stream()).map(prefix -> prefix + spelling))
                .filter(tensors::containsKey)
                .findFirst();
    }

    private static Stream<String> spellings(String name) {
        return Stream.concat(
                Stream.of(name),
                OLD_ENDS.entrySet().stream()
                        .filter(end -> name.endsWith(end.getKey()))
                        .map(end ->
                                name.substring(0, name.length() - end.getKey().length()) + end.getValue()));
    }

    /** A tensor by its name in the files, whatever its shape. */
    public Weight stored(String name) {
        return tensors.get(name).weight(name);
    }

    /**
     * The type in which a tensor, by its name in the files, was published; an imported base keeps all in float32.
     *
     * @throws ModelFormatException where the metadata names a type that there is not
     */
    public TensorType publishedType(String stored) {
        Safetensors file = tensors.get(stored);
        Optional<JsonFields> narrower = Optional.ofNullable(file.metadata().get(NARROWER))
                .map(text -> JsonFields.parse(file.file(), text))
                .filter(types -> types.has(stored));
        return narrower.map(types -> TensorType.named(types.text(stored))
                        .orElseThrow(() -> types.wrong(stored, "a type of safetensors")))
                .or(() -> file.type(stored))
                .orElseThrow();
    }

    /** The type of a tensor that is found as {@link #weight} finds it; none where there is no such tensor. */
    public Optional<TensorType> typeOf(String name) {
        return find(name).map(this::publishedType);
    }

    /** Frees the memory pages that were read, once an engine has its own copy. A later access reads the files again. */
    public void unload() {
        files.forEach(Safetensors::unload);
    }

    @Override
    public void close() {
        files.forEach(Safetensors::close);
    }

    private void checkAgainst(Map<String, String> places) {
        places.forEach((name, place) -> {
            Safetensors file = tensors.get(name);
            if (file == null || !file.file().equals(folder.resolve(place))) {
                throw new ModelFormatException(
                        folder.resolve(place), "has no tensor " + quote(name) + ": expected it by " + INDEX);
            }
        });
    }

    private static Map<String, String> readIndex(Path index) {
        JsonFields weights = JsonFields.read(index).object("weight_map");
        Map<String, String> places = new HashMap<>();
        for (String name : weights.names()) {
            String place = weights.text(name);
            // A name with a separator could lead out of the folder.
            if (!place.matches("[\\w.-]+\\.safetensors")) {
                throw weights.wrong(name, "the name of a safetensors file in this folder");
            }
            places.put(name, place);
        }
        if (places.isEmpty()) {
            throw new ModelFormatException(index, "names no tensor in its weight_map");
        }
        return places;
    }
}
