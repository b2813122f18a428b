package sharelora.engine.format;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Weights in a folder that are in another format than safetensors, which alone is read. */
public final class OtherWeights {

    private static final Pattern NAMES = Pattern.compile(
            "(?i).+\\.(bin|bin\\.index\\.json|pt|pth|ckpt|h5|msgpack|gguf|ggml|npz|onnx)|model-\\d+-of-\\d+\\.safetensors");

    /** Files of PyTorch that hold no weights of a model. */
    private static final Pattern OTHERS =
            Pattern.compile("training_args\\.bin|optimizer\\.(bin|pt)|scheduler\\.(bin|pt)|rng_state.*");

    private OtherWeights() {}

    /**
     * Refuses a folder that has other weights in the place of the expected ones; does nothing where there are none.
     *
     * @param expected the file that is missing
     * @param advice how to make it of the others
     */
    public static void refuse(Path folder, String expected, String advice) {
        beside(folder).ifPresent(found -> {
            throw new ModelFormatException(
                    folder,
                    "has " + ModelFormatException.oneLine(found) + " and no " + expected
                            + ": expected safetensors, the one format that is read; " + advice);
        });
    }

    private static Optional<String> beside(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> NAMES.matcher(name).matches()
                            && !OTHERS.matcher(name).matches())
                    .sorted()
                    .findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + folder + ": " + e.getMessage(), e);
        }
    }
}
