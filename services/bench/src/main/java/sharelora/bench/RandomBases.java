package sharelora.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import sharelora.engine.format.huggingface.RandomModel;
import sharelora.engine.model.config.KnownShapes;
import sharelora.operations.Home;

/** Random models of known shapes, made once and kept in {@code ~/.sharelora/bench}. */
public final class RandomBases {

    private static final long SEED = 7;

    private RandomBases() {}

    /** The folder of the model of that shape. */
    public static Path folder(String shape) {
        Path folder = Home.folder().resolve("bench").resolve(shape);
        // The config comes last: where it is, the weights are whole.
        if (!Files.exists(folder.resolve("config.json"))) {
            RandomModel.write(KnownShapes.of(shape), SEED, folder);
            ProcessMemory.forgetPeak();
        }
        return folder;
    }
}
