package sharelora.importers;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import sharelora.engine.format.ModelFormatException;
import sharelora.engine.format.safetensors.Weight;

/**
 * A BERT that TensorFlow saved, in an archive inside a jar: its weights under Hugging Face's names, and the tokenizer that
 * its vocabulary stands for.
 */
final class SavedBert {

    private static final String INDEX = "variables/variables.index";
    private static final String DATA = "variables/variables.data-00000-of-00001";
    private static final String VOCABULARY = "assets/vocab.txt";

    /** The most that each may have: a BERT-base in float32 with its heads takes 440 MB. */
    private static final Map<String, Long> WANTED = Map.of(INDEX, 1L << 20, DATA, 1L << 29, VOCABULARY, 1L << 20);

    private static final int CHUNK = 1 << 20;

    private final TensorFlowBundle variables;
    private final byte[] tokenizer;

    private SavedBert(TensorFlowBundle variables, byte[] tokenizer) {
        this.variables = variables;
        this.tokenizer = tokenizer;
    }

    /**
     * Reads it into memory.
     *
     * @param archive name of the archive in the jar
     * @param arena what the weights live in
     * @throws ModelFormatException when a file is missing, larger than such a model's, or damaged
     */
    static SavedBert read(Path jar, String archive, Arena arena) {
        if (!Files.isRegularFile(jar)) {
            throw new ModelFormatException(jar, "no such file: expected a jar with " + archive);
        }
        Map<String, MemorySegment> files = new HashMap<>();
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            ZipEntry entry = zip.getEntry(archive);
            if (entry == null) {
                throw new ModelFormatException(jar, "has no entry " + archive);
            }
            try (ZipInputStream inner = new ZipInputStream(zip.getInputStream(entry))) {
                for (ZipEntry each = inner.getNextEntry(); each != null; each = inner.getNextEntry()) {
                    if (WANTED.containsKey(each.getName())) {
                        files.put(each.getName(), read(jar, each, inner, arena));
                    }
                }
            }
        } catch (IOException e) {
            throw new ModelFormatException(jar, "cannot be read as a jar: " + e.getMessage(), e);
        }
        WANTED.keySet().stream()
                .sorted()
                .filter(name -> !files.containsKey(name))
                .forEach(name -> {
                    throw new ModelFormatException(jar, archive + " has no " + name);
                });
        return new SavedBert(
                new TensorFlowBundle(jar, files.get(INDEX), files.get(DATA)), tokenizer(jar, files.get(VOCABULARY)));
    }

    /** An entry of a stated size, outside the heap. */
    private static MemorySegment read(Path jar, ZipEntry entry, InputStream in, Arena arena) throws IOException {
        long size = entry.getSize();
        if (size < 1 || size > WANTED.get(entry.getName())) {
            throw new ModelFormatException(
                    jar, entry.getName() + " has " + size + " bytes: expected 1 to " + WANTED.get(entry.getName()));
        }
        MemorySegment memory = arena.allocate(size);
        byte[] chunk = new byte[CHUNK];
        long at = 0;
        for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
            MemorySegment.copy(MemorySegment.ofArray(chunk), 0, memory, at, n);
            at += n;
        }
        if (at != size) {
            throw new ModelFormatException(jar, entry.getName() + " has " + at + " bytes: expected " + size);
        }
        return memory;
    }

    private static byte[] tokenizer(Path jar, MemorySegment vocabulary) {
        try {
            String pieces = new String(vocabulary.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
            return WordPiece.tokenizer(pieces.lines().toList(), WordPiece.Normalizer.UNCASED);
        } catch (IllegalArgumentException e) {
            throw new ModelFormatException(jar, VOCABULARY + ": " + e.getMessage(), e);
        }
    }

    byte[] tokenizer() {
        return tokenizer;
    }

    /**
     * A weight by its name in the bare Hugging Face model, as that model keeps it.
     *
     * @throws ModelFormatException when it is missing, misshapen, not float32 or not finite
     */
    Weight weight(String name, int... shape) {
        String path = "module/bert/" + name.replace('.', '/').replace("/layer/", "/layer_");
        if (path.contains("/LayerNorm/")) {
            return variables
                    .weight(path.replace("/weight", "/gamma").replace("/bias", "/beta"), shape)
                    .named(name);
        }
        if (path.startsWith("module/bert/embeddings/")) {
            return variables.weight(path.replace("/weight", ""), shape).named(name);
        }
        if (shape.length == 2) {
            return variables
                    .weight(path.replace("/weight", "/kernel"), shape[1], shape[0])
                    .transposed()
                    .named(name);
        }
        return variables.weight(path, shape).named(name);
    }
}
