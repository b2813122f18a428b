package sharelora.cli.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import sharelora.cli.options.Home;
import sharelora.engine.format.RandomModel;
import sharelora.engine.model.KnownShapes;

/** Random models of known shapes, made once and kept in {@code ~/.sharelora/bench}. */
public final class Bases {

    private static final long SEED = 7;

    private Bases() {}

    /** The folder of the model of that shape. */
    public static Path folder(String shape) {
        Path folder = Home.folder().resolve("bench").resolve(shape);
        // The config comes last: where it is, the weights are whole.
        if (!Files.exists(folder.resolve("config.json"))) {
            RandomModel.write(KnownShapes.of(shape), SEED, folder);
            Memory.forgetPeak();
        }
        return folder;
    }
}
