package sharelora.engine.training;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import sharelora.engine.adapter.AdapterFields;
import sharelora.engine.adapter.Structure;
import sharelora.engine.batch.Task;
import sharelora.engine.drift.GuardSpec;
import sharelora.engine.drift.GuardState;
import sharelora.engine.format.CanonicalJson;
import sharelora.engine.format.JsonFields;
import sharelora.engine.format.ModelFormatException;
import sharelora.engine.format.safetensors.Safetensors;
import sharelora.engine.format.safetensors.SafetensorsWriter;
import sharelora.engine.format.safetensors.TensorType;
import sharelora.engine.format.safetensors.Weight;
import sharelora.engine.format.safetensors.WrittenFile;
import sharelora.engine.head.HeadSpec;
import sharelora.engine.replay.ReplayBuffer;

/**
 * A training state as a safetensors file: the tensors {@code values} [P and what is not trained], {@code mean},
 * {@code square} and, where the job has an average, {@code slow} [P], with what {@link ReplayFile} adds where records are
 * replayed, and as {@code structure.NAME} what the method chose, all else as JSON in its metadata. Equal states make equal bytes, so the file's hash is the state's.
 */
public final class StateFile {

    private static final String FORMATS = "sharelora-state-";
    private static final String FORMAT = FORMATS + 1;

    /** What the names of the tensors begin with that a method chose. */
    private static final String STRUCTURE = "structure.";

    private StateFile() {}

    /**
     * Writes a state; {@code file} appears when it is complete.
     *
     * @throws java.io.UncheckedIOException when it cannot be written
     */
    public static WrittenFile write(TrainingState state, Path file) {
        Map<String, String> metadata = new TreeMap<>(Map.of(
                "format", FORMAT,
                "subject", CanonicalJson.text(fields(state.subject())),
                "progress", CanonicalJson.text(ProgressFile.fields(state.progress()))));
        List<Weight> tensors = weights(state);
        if (state.subject().training().replay().isPresent()) {
            metadata.put("replay", CanonicalJson.text(ReplayFile.counts(state.replay())));
            tensors.addAll(ReplayFile.tensors(state.replay()));
        }
        if (state.subject().training().guard().looks()) {
            metadata.put("guard", CanonicalJson.text(GuardFile.fields(state.guard())));
        }
        Map<String, TensorType> types = new TreeMap<>(ReplayFile.TYPES);
        Map<String, int[]> structure = state.structure().numbers();
        structure.forEach((name, numbers) -> {
            tensors.add(Weight.ofWords(STRUCTURE + name, numbers));
            types.put(STRUCTURE + name, TensorType.I32);
        });
        return SafetensorsWriter.write(file, metadata, tensors, types);
    }

    private static List<Weight> weights(TrainingState state) {
        int[] trained = {state.mean().length};
        List<Weight> weights = new ArrayList<>(List.of(
                Weight.of("values", new int[] {state.values().length}, state.values()),
                Weight.of("mean", trained, state.mean()),
                Weight.of("square", trained, state.square())));
        if (state.slow().length > 0) {
            weights.add(Weight.of("slow", trained, state.slow()));
        }
        return weights;
    }

    /**
     * Reads a state: equal to the one that was written, bit for bit.
     *
     * @throws OtherStateFormatException when it is a state that another version of this program wrote
     * @throws ModelFormatException when the file is missing, damaged or no state
     */
    public static TrainingState read(Path file) {
        try (Safetensors tensors = Safetensors.open(file)) {
            Map<String, String> metadata = tensors.metadata();
            requireFormat(file, metadata.get("format"));
            int trained = tensors.weight("mean").size();
            FineTuneSpec subject = subject(json(file, metadata, "subject"));
            boolean averaged = subject.training().average().isPresent();
            return new TrainingState(
                    subject,
                    ProgressFile.read(json(file, metadata, "progress")),
                    tensors.weight("values", tensors.weight("values").size()).toArray(),
                    tensors.weight("mean", trained).toArray(),
                    tensors.weight("square", trained).toArray(),
                    averaged ? tensors.weight("slow", trained).toArray() : new float[0],
                    subject.training().replay().isPresent()
                            ? ReplayFile.read(tensors, json(file, metadata, "replay"))
                            : ReplayBuffer.EMPTY,
                    structure(tensors),
                    subject.training().guard().looks()
                            ? GuardFile.state(json(file, metadata, "guard"))
                            : GuardState.NONE);
        } catch (IllegalArgumentException e) {
            throw new ModelFormatException(file, e.getMessage(), e);
        }
    }

    private static Structure structure(Safetensors tensors) {
        Map<String, int[]> numbers = new TreeMap<>();
        for (String name : tensors.names()) {
            if (name.startsWith(STRUCTURE)) {
                numbers.put(name.substring(STRUCTURE.length()), tensors.words(name));
            }
        }
        return new Structure(numbers);
    }

    private static void requireFormat(Path file, String format) {
        if (!FORMAT.equals(format)) {
            if (format != null && format.startsWith(FORMATS)) {
                throw new OtherStateFormatException(file, format, FORMAT);
            }
            throw new ModelFormatException(file, "has the format " + format + ": expected " + FORMAT);
        }
    }

    private static JsonFields json(Path file, Map<String, String> metadata, String key) {
        if (metadata.get(key) == null) {
            throw new ModelFormatException(file, "has no " + key + " in its metadata");
        }
        return JsonFields.parse(file, metadata.get(key));
    }

    private static Map<String, ?> fields(FineTuneSpec subject) {
        return Map.of(
                "base", subject.base(),
                "baseSha256", subject.baseSha256(),
                "tokenizerSha256", subject.tokenizerSha256(),
                "task", subject.task().id(),
                "labels", subject.labels(),
                "head",
                        Map.of(
                                "kind", subject.head().kind().id(),
                                "scale", subject.head().scale()),
                "adapter", AdapterFields.of(subject.adapter()),
                "training", fields(subject.training()));
    }

    /**
     * A loss that is not usual is said, an average, replay and what looks at batches where there are any; so states that were
     * written before there were have their bytes still.
     */
    private static Map<String, ?> fields(TrainingSpec training) {
        Map<String, Object> fields = new TreeMap<>(Map.of(
                "learningRate", training.learningRate(),
                "schedule", training.schedule().course().id(),
                "warmupSteps", training.schedule().warmupSteps(),
                "totalSteps", training.schedule().totalSteps(),
                "weightDecay", training.weightDecay(),
                "clipNorm", training.clipNorm(),
                "seed", training.seed(),
                "gradientShards", training.gradientShards(),
                "baseDropout", training.baseDropout()));
        if (!training.loss().equals(LossSpec.PLAIN)) {
            fields.put(
                    "loss",
                    Map.of(
                            "tokens",
                            training.loss().tokens().id(),
                            "smoothing",
                            training.loss().smoothing()));
        }
        training.average()
                .ifPresent(average -> fields.put(
                        "average",
                        Map.of(
                                "decay", average.decay(),
                                "export", average.export().id())));
        training.replay().ifPresent(replay -> fields.put("replay", ReplayFile.fields(replay)));
        if (training.guard().looks()) {
            fields.put("guard", GuardFile.fields(training.guard()));
        }
        return fields;
    }

    private static FineTuneSpec subject(JsonFields json) {
        JsonFields head = json.object("head");
        JsonFields training = json.object("training");
        return new FineTuneSpec(
                json.text("base"),
                json.text("baseSha256"),
                json.text("tokenizerSha256"),
                json.has("task") ? Task.of(json.text("task")) : Task.CLASSIFICATION,
                AdapterFields.read(json.object("adapter")),
                new HeadSpec(HeadSpec.Kind.of(head.text("kind")), number(head, "scale")),
                new TrainingSpec(
                        number(training, "learningRate"),
                        schedule(training),
                        number(training, "weightDecay"),
                        number(training, "clipNorm"),
                        training.integer("seed", Long.MIN_VALUE, Long.MAX_VALUE),
                        training.integer("gradientShards", 1, Integer.MAX_VALUE),
                        training.flag("baseDropout"),
                        loss(training),
                        average(training),
                        training.has("replay")
                                ? Optional.of(ReplayFile.spec(training.object("replay")))
                                : Optional.empty(),
                        training.has("guard") ? GuardFile.spec(training.object("guard")) : GuardSpec.NONE),
                json.texts("labels"));
    }

    private static LossSpec loss(JsonFields training) {
        if (!training.has("loss")) {
            return LossSpec.PLAIN;
        }
        JsonFields loss = training.object("loss");
        return new LossSpec(LossSpec.Tokens.of(loss.text("tokens")), number(loss, "smoothing"));
    }

    private static Optional<AverageSpec> average(JsonFields training) {
        if (!training.has("average")) {
            return Optional.empty();
        }
        JsonFields average = training.object("average");
        return Optional.of(new AverageSpec(number(average, "decay"), AverageSpec.Copy.of(average.text("export"))));
    }

    private static Schedule schedule(JsonFields training) {
        return new Schedule(
                Schedule.Course.of(training.text("schedule")),
                training.integer("warmupSteps", 0, Integer.MAX_VALUE),
                training.has("totalSteps") ? training.integer("totalSteps", 0, Integer.MAX_VALUE) : 0);
    }

    private static double number(JsonFields json, String name) {
        return json.number(name, 0, Double.MAX_VALUE);
    }
}
