package sharelora.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import sharelora.engine.EngineChoice.Kind;
import sharelora.engine.fused.FusedEngine;
import sharelora.engine.fused.onednn.OpenMp;
import sharelora.engine.ops.Arithmetic;
import sharelora.engine.ops.BaseMemory;
import sharelora.engine.ops.Engine;
import sharelora.engine.ops.Precision;
import sharelora.engine.reference.ReferenceEngine;

/** The engines that this build has. */
public final class Engines {

    /** What kernels choose by, weakest first. */
    private static final List<String> FEATURES = List.of(
            "avx",
            "avx2",
            "fma",
            "avx_vnni",
            "avx512f",
            "avx512_vnni",
            "avx512_bf16",
            "amx_tile",
            "amx_bf16",
            "amx_int8",
            "asimd",
            "sve",
            "bf16");

    private static final List<String> BFLOAT16_UNITS = List.of("avx512_bf16", "amx_bf16");

    static {
        OpenMp.useOneThread();
    }

    private Engines() {}

    /**
     * The engine of a process, with products of that precision: the one place where it is chosen.
     *
     * @throws IllegalArgumentException naming the choice or precision and what this machine lacks for it
     */
    public static Engine of(EngineChoice choice, Precision precision) {
        return of(choice, Arithmetic.of(precision));
    }

    /**
     * The same with frozen matrices that take so much memory; the reference engine knows one way alone.
     *
     * @throws IllegalArgumentException naming the choice, precision or memory and what this machine lacks for it
     */
    public static Engine of(EngineChoice choice, Precision precision, BaseMemory memory) {
        return of(choice, Arithmetic.of(precision).in(memory));
    }

    /**
     * The same with an arithmetic that says which parts of a base are rounded.
     *
     * @throws IllegalArgumentException naming the choice or precision and what this machine lacks for it
     */
    public static Engine of(EngineChoice choice, Arithmetic arithmetic) {
        require(choice, arithmetic.precision());
        return switch (choice.kind().orElseGet(() -> onCpu() ? Kind.FUSED : Kind.REFERENCE)) {
            case FUSED -> FusedEngine.open(arithmetic);
            case REFERENCE -> reference(DataType.FLOAT, arithmetic);
        };
    }

    /**
     * Does nothing where {@link #of} can open that engine. Without units of its own a CPU multiplies bfloat16 more slowly
     * than float32.
     *
     * @throws IllegalArgumentException naming the choice or precision and what this machine lacks for it
     */
    public static void require(EngineChoice choice, Precision precision) {
        requireUnits(precision, cpuFeatures());
        if (precision != Precision.FLOAT32 && !onCpu()) {
            throw new IllegalArgumentException(
                    "precision is " + precision.id() + ", but ND4J is on a GPU, expected the build for the CPU");
        }
        if (choice.is(Kind.FUSED) && !onCpu()) {
            throw new IllegalArgumentException(
                    "engine is fused, but ND4J is on a GPU, expected reference or the build for the CPU");
        }
        if (choice.is(Kind.REFERENCE) && precision == Precision.BFLOAT16) {
            throw new IllegalArgumentException(
                    "precision is " + precision.id() + ", but the engine is reference, expected fused");
        }
    }

    private static boolean onCpu() {
        return Nd4j.getEnvironment().isCPU();
    }

    static void requireUnits(Precision precision, String cpuFeatures) {
        List<String> features = List.of(cpuFeatures.split(" "));
        if (precision == Precision.BFLOAT16 && BFLOAT16_UNITS.stream().noneMatch(features::contains)) {
            throw new IllegalArgumentException("precision is bfloat16, but this CPU has no units for it: it has "
                    + cpuFeatures + ", expected one of " + String.join(", ", BFLOAT16_UNITS));
        }
    }

    /** The fast one: float32 kernels for CPUs, oneDNN where there is one for this platform. */
    public static Engine fused() {
        return FusedEngine.open(Arithmetic.FLOAT32);
    }

    /**
     * Plain ND4J on the backend in use: slow, and what others are compared to.
     *
     * @param type {@link DataType#FLOAT} or {@link DataType#DOUBLE}
     */
    public static Engine reference(DataType type) {
        return new ReferenceEngine(type);
    }

    /** The same with products in float32 of that type, in int8 as this CPU's kernels have them, or with weights in nf4. */
    static Engine reference(DataType type, Arithmetic arithmetic) {
        return new ReferenceEngine(type, arithmetic, weightLimit(cpuFeatures()));
    }

    /**
     * Largest whole number of a weight in int8. Without units for such products, kernels for amd64 add two of them up in
     * 16 bits, which must not overflow.
     */
    static int weightLimit(String cpuFeatures) {
        boolean sixteenBits = cpuFeatures.startsWith("amd64") && !cpuFeatures.contains("_vnni");
        return sixteenBits ? 63 : 127;
    }

    /**
     * Architecture and vector features of this CPU in a fixed order, {@code amd64 avx avx2 fma}: results may differ in
     * their last bits between machines where this differs. The architecture alone where the system does not tell.
     */
    public static String cpuFeatures() {
        return features(System.getProperty("os.arch"), Path.of("/proc/cpuinfo"));
    }

    static String features(String architecture, Path cpuInfo) {
        Set<String> flags = flags(cpuInfo);
        return Stream.concat(Stream.of(architecture), FEATURES.stream().filter(flags::contains))
                .collect(Collectors.joining(" "));
    }

    /** Of the first processor: {@code flags : fpu vme …}, on ARM {@code Features : fp asimd …}. */
    private static Set<String> flags(Path cpuInfo) {
        try {
            return Files.readAllLines(cpuInfo).stream()
                    .filter(line -> line.startsWith("flags") || line.startsWith("Features"))
                    .findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).strip().split("\\s+"))
                    .map(words -> (Set<String>) new HashSet<>(Arrays.asList(words)))
                    .orElse(Set.of());
        } catch (IOException absent) {
            return Set.of(); // no Linux: the architecture has to do, and only a comparison gets coarser
        }
    }
}
