package sharelora.engine.training;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import sharelora.engine.Engines;
import sharelora.engine.ops.Engine;

/**
 * What the golden runs came to when they were recorded, by case and engine.
 *
 * @param losses of each step
 * @param hashes of the last states, by the machine that they were recorded on: float32 kernels and libraries choose their
 *     order of summation by the CPU
 */
record GoldenRecord(
        Map<String, Map<String, List<Double>>> losses, Map<String, Map<String, Map<String, String>>> hashes) {

    private static final String FOLDER = "golden-run";
    private static final String LOSSES = "losses.json";
    private static final String HASHES = "hashes.json";
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /** What is committed. */
    static GoldenRecord read() {
        try {
            return new GoldenRecord(
                    JSON.readValue(Files.readString(file(LOSSES)), new TypeReference<>() {}),
                    JSON.readValue(Files.readString(file(HASHES)), new TypeReference<>() {}));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The committed cases. */
    static List<GoldenRun> runs() {
        try {
            List<GoldenRun> runs = new ArrayList<>();
            JSON.readTree(Files.readString(file("cases.json"))).forEach(run -> runs.add(GoldenRun.read(run)));
            return runs;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What bits depend on beside the code: the CPU's features, and the libraries with their versions. */
    static String machine() {
        try (Engine reference = GoldenRun.Kind.REFERENCE.open();
                Engine fused = GoldenRun.Kind.FUSED.open()) {
            return Engines.cpuFeatures() + "; " + reference.description() + "; " + fused.description();
        }
    }

    /** None where the case was never recorded. */
    List<Double> losses(GoldenRun run, GoldenRun.Kind kind) {
        return losses.getOrDefault(run.name(), Map.of()).getOrDefault(kind.id(), List.of());
    }

    /** Null where the case was never recorded on such a machine. */
    String hash(String machine, GoldenRun run, GoldenRun.Kind kind) {
        return hashes.getOrDefault(machine, Map.of())
                .getOrDefault(run.name(), Map.of())
                .get(kind.id());
    }

    /**
     * The record with one more outcome. Losses that agree with those recorded stay as they are. A hash that is no longer
     * the machine's own says that the code's bits have changed, so what other machines have recorded of them goes.
     *
     * @throws IllegalStateException where the losses in double precision are others: no change of bits changes them
     */
    GoldenRecord with(String machine, GoldenRun run, GoldenRun.Kind kind, GoldenRun.Outcome outcome) {
        List<Double> known = losses(run, kind);
        boolean agrees = kind.agree(outcome.losses(), known);
        if (kind == GoldenRun.Kind.REFERENCE && !known.isEmpty() && !agrees) {
            throw new IllegalStateException("the losses of " + run.name() + " in double precision are "
                    + outcome.losses() + ", expected " + known + " as recorded: the mathematics has changed");
        }
        Map<String, Map<String, List<Double>>> newLosses = copy(losses);
        newLosses.computeIfAbsent(run.name(), _ -> new TreeMap<>()).put(kind.id(), agrees ? known : outcome.losses());
        Map<String, Map<String, Map<String, String>>> newHashes = new TreeMap<>();
        hashes.forEach((other, ofOther) -> newHashes.put(other, copy(ofOther)));
        String before = hash(machine, run, kind);
        if (before != null && !before.equals(outcome.sha256())) {
            newHashes
                    .values()
                    .forEach(ofOther ->
                            ofOther.getOrDefault(run.name(), new TreeMap<>()).remove(kind.id()));
        }
        newHashes
                .computeIfAbsent(machine, _ -> new TreeMap<>())
                .computeIfAbsent(run.name(), _ -> new TreeMap<>())
                .put(kind.id(), outcome.sha256());
        return new GoldenRecord(newLosses, newHashes);
    }

    /** Writes it where it is committed from; tests run in the module's folder. */
    void write() {
        Path folder = Path.of("src", "test", "resources", FOLDER);
        try {
            Files.writeString(folder.resolve(LOSSES), JSON.writeValueAsString(losses) + "\n");
            Files.writeString(folder.resolve(HASHES), JSON.writeValueAsString(hashes) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path file(String name) {
        return Golden.folder("..").resolve(FOLDER).resolve(name).normalize();
    }

    private static <T> Map<String, Map<String, T>> copy(Map<String, Map<String, T>> maps) {
        Map<String, Map<String, T>> copy = new TreeMap<>();
        maps.forEach((key, value) -> copy.put(key, new TreeMap<>(value)));
        return copy;
    }
}
