package sharelora.engine.format.huggingface;

import java.lang.foreign.Arena;
import sharelora.engine.format.safetensors.Weight;
import sharelora.engine.format.safetensors.WeightSource;

/**
 * The weights in a Hugging Face folder. Float32 is read where it is mapped; F16 and BF16 are converted into memory beside
 * the Java heap, which would keep what nobody needs until it is full. For one thread at a time.
 */
public final class FolderWeights implements WeightSource {

    private final HuggingFaceFolder folder;
    private Arena converted = Arena.ofShared();

    public FolderWeights(HuggingFaceFolder folder) {
        this.folder = folder;
    }

    @Override
    public Weight weight(String name, int... shape) {
        return folder.weight(name, converted, shape);
    }

    @Override
    public boolean has(String name) {
        return folder.has(name);
    }

    @Override
    @SuppressWarnings("MustBeClosedChecker") // The arena lives until the next call, or until this is closed.
    public void unload() {
        folder.unload();
        converted.close();
        converted = Arena.ofShared();
    }

    @Override
    public void close() {
        folder.close();
        converted.close();
    }
}
