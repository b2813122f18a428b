package sharelora.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import sharelora.engine.EngineChoice;
import sharelora.engine.Engines;
import sharelora.engine.MachineMemory;
import sharelora.engine.adapter.AdapterSpec;
import sharelora.engine.batch.PackedBatch;
import sharelora.engine.batch.Targets;
import sharelora.engine.batch.Task;
import sharelora.engine.head.HeadSpec;
import sharelora.engine.model.BaseFootprint;
import sharelora.engine.model.BaseForm;
import sharelora.engine.model.config.ModelConfig;
import sharelora.engine.model.config.ModelShape;
import sharelora.engine.ops.Arithmetic;
import sharelora.engine.ops.Engine;
import sharelora.engine.training.FineTuneSpec;
import sharelora.engine.training.Schedule;
import sharelora.engine.training.TrainingSpec;
import sharelora.operations.WrongUsageException;

/**
 * The work of one step.
 *
 * @param adapter that is trained
 * @param head of the loss: a class for each sequence, or with the language head every next token
 * @param lengths of the sequences of a batch, in tokens
 * @param training rate, seed, shards and dropout
 * @param arithmetic of products with the base's weights
 */
public record Workload(
        AdapterSpec adapter, HeadSpec head, List<Integer> lengths, TrainingSpec training, Arithmetic arithmetic) {

    private static final int CLASSES = 8;
    private static final long SEED = 7;
    private static final String NO_HASH = "0".repeat(64);

    /** A job's defaults, on so many gradient shards. */
    public static TrainingSpec training(int shards, boolean baseDropout) {
        return training(shards, baseDropout, SEED, 2e-3);
    }

    /** A job's defaults but for seed and learning rate. */
    public static TrainingSpec training(int shards, boolean baseDropout, long seed, double learningRate) {
        return new TrainingSpec(learningRate, Schedule.constant(20), 0.01, 1, seed, shards, baseDropout);
    }

    /** The shape of the model in that folder. */
    static ModelShape shape(Path folder) {
        return ModelConfig.read(folder.resolve("config.json")).shape();
    }

    /**
     * The engine for that work on a base of that shape.
     *
     * @throws WrongUsageException where this machine has no room for the base
     */
    Engine engine(EngineChoice choice, ModelShape shape) {
        Engine engine = Engines.of(choice, arithmetic);
        try {
            BaseFootprint.requireRoom(engine, shape, BaseForm.of(arithmetic), true, MachineMemory.available());
            return engine;
        } catch (IllegalArgumentException e) {
            engine.close();
            throw WrongUsageException.of(e.getMessage());
        }
    }

    int tokens() {
        return lengths.stream().mapToInt(Integer::intValue).sum();
    }

    /** Tokens whose last hidden states the head looks at. */
    int asked() {
        return switch (head.kind()) {
            case MEAN, COSINE -> tokens();
            case STOCK -> lengths.size();
            case LANGUAGE -> tokens() - lengths.size();
        };
    }

    /** Of sequences of these lengths. */
    Workload of(List<Integer> others) {
        return new Workload(adapter, head, others, training, arithmetic);
    }

    /** The same work with other settings of training. */
    Workload with(TrainingSpec other) {
        return new Workload(adapter, head, lengths, other, arithmetic);
    }

    /** Random tokens and classes, the same ones in every run. */
    PackedBatch batch(int vocabulary) {
        Random random = new Random(SEED);
        int[] starts = new int[lengths.size() + 1];
        for (int i = 0; i < lengths.size(); i++) {
            starts[i + 1] = starts[i] + lengths.get(i);
        }
        int[] tokens = random.ints(tokens(), 0, vocabulary).toArray();
        return task() == Task.GENERATION
                ? new PackedBatch(tokens, starts, new Targets.Completions(new int[lengths.size()]))
                : new PackedBatch(
                        tokens, starts, random.ints(lengths.size(), 0, CLASSES).toArray());
    }

    /** The classes that the task's targets are indexes of. */
    static List<String> labels(Task task) {
        return task == Task.CLASSIFICATION
                ? IntStream.range(0, CLASSES).mapToObj(i -> "class " + i).toList()
                : List.of();
    }

    private Task task() {
        return head.kind() == HeadSpec.Kind.LANGUAGE ? Task.GENERATION : Task.CLASSIFICATION;
    }

    FineTuneSpec subject() {
        return subject(labels(task()));
    }

    FineTuneSpec subject(List<String> labels) {
        return new FineTuneSpec("bench", NO_HASH, NO_HASH, task(), adapter, head, training, labels);
    }
}
