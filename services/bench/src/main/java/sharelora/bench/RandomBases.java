package sharelora.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import sharelora.engine.format.huggingface.ModelTensors;
import sharelora.engine.format.huggingface.RandomModel;
import sharelora.engine.format.huggingface.RandomWeights;
import sharelora.engine.model.BaseModel;
import sharelora.engine.model.config.KnownShapes;
import sharelora.engine.model.config.ModelConfig;
import sharelora.engine.ops.Engine;
import sharelora.operations.Home;

/**
 * Random models of known shapes. Those of up to 4 GiB in float32 are made once and kept in {@code ~/.sharelora/bench};
 * larger ones are drawn matrix by matrix whenever they are opened.
 */
public final class RandomBases {

    private static final long SEED = 7;
    private static final long LARGEST_FILE = 4L << 30;

    private RandomBases() {}

    /** The model of that shape in that engine. */
    public static BaseModel open(Engine engine, String shape) {
        ModelConfig config = ModelConfig.of(KnownShapes.of(shape));
        return isDrawn(config)
                ? BaseModel.of(engine, new RandomWeights(config, SEED), config)
                : BaseModel.open(engine, folder(shape));
    }

    static boolean isDrawn(ModelConfig config) {
        long numbers = ModelTensors.of(config).values().stream()
                .mapToLong(sizes -> sizes.length == 1 ? sizes[0] : (long) sizes[0] * sizes[1])
                .sum();
        return numbers * Float.BYTES > LARGEST_FILE;
    }

    /** The folder of the model of that shape. */
    private static Path folder(String shape) {
        Path folder = Home.folder().resolve("bench").resolve(shape);
        // The config comes last: where it is, the weights are whole.
        if (!Files.exists(folder.resolve("config.json"))) {
            RandomModel.write(KnownShapes.of(shape), SEED, folder);
            ProcessMemory.forgetPeak();
        }
        return folder;
    }
}
