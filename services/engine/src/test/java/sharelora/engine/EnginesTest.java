package sharelora.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import sharelora.engine.ops.Engine;
import sharelora.engine.ops.Precision;

class EnginesTest {

    @TempDir
    private Path folder;

    @Test
    void takesTheFastOneOnACpu() {
        // When
        try (Engine engine = Engines.of(EngineChoice.STANDARD, Precision.FLOAT32)) {
            // Then
            assertThat(engine.description()).startsWith("fused (").endsWith(" on CPU)");
        }
    }

    @Test
    void takesTheEngineThatIsChosen() {
        // When
        try (Engine engine = Engines.of(EngineChoice.of("reference"), Precision.FLOAT32)) {
            // Then
            assertThat(engine.description()).isEqualTo("reference (ND4J on CPU, float)");
        }
    }

    @Test
    void namesTheChoicesWhereItKnowsNoEngineOfThatName() {
        assertThatThrownBy(() -> EngineChoice.of("torch"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("engine is torch, expected one of fused, reference");
    }

    @Test
    void namesOperationsWhateverEngineComputesThem() {
        assertThat(OperationNames.of("sharelora.engine.fused.operations.Linear$Backward"))
                .contains("Linear");
        assertThat(OperationNames.of("sharelora.engine.reference.Attention")).contains("Attention");
        assertThat(OperationNames.of("sharelora.engine.fused.autograd.ShardContext"))
                .isEmpty();
        assertThat(OperationNames.of("java.lang.Thread")).isEmpty();
    }

    @Test
    void listsVectorFeaturesInAFixedOrder() throws IOException {
        // Given
        Path cpuInfo = Files.writeString(folder.resolve("cpuinfo"), """
                processor\t: 0
                vendor_id\t: GenuineIntel
                flags\t\t: fpu vme amx_tile fma avx512f sse4_2 avx avx2 avx512_bf16 amx_bf16
                processor\t: 1
                flags\t\t: fpu sve
                """);

        // When
        String features = Engines.features("amd64", cpuInfo);

        // Then
        assertThat(features).isEqualTo("amd64 avx avx2 fma avx512f avx512_bf16 amx_tile amx_bf16");
    }

    @Test
    void readsTheFeaturesOfAnArmProcessor() throws IOException {
        // Given
        Path cpuInfo = Files.writeString(folder.resolve("cpuinfo"), "Features\t: fp asimd evtstrm sve bf16\n");

        // When
        String features = Engines.features("aarch64", cpuInfo);

        // Then
        assertThat(features).isEqualTo("aarch64 asimd sve bf16");
    }

    @Test
    void knowsTheArchitectureWhereNothingElseIsTold() {
        assertThat(Engines.features("amd64", folder.resolve("absent"))).isEqualTo("amd64");
        assertThat(Engines.cpuFeatures()).startsWith(System.getProperty("os.arch"));
    }

    @Test
    void namesTheReferenceEngineByItsType() {
        try (Engine engine = Engines.reference(DataType.DOUBLE)) {
            assertThat(engine.description()).isEqualTo("reference (ND4J on CPU, double)");
        }
        assertThatThrownBy(() -> Engines.reference(DataType.BFLOAT16))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the reference engine computes in FLOAT or DOUBLE, not BFLOAT16");
    }

    @Test
    void saysWhichUnitsACpuLacksForBfloat16() {
        assertThatThrownBy(() -> Engines.requireUnits(Precision.BFLOAT16, "amd64 avx avx2 fma"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("precision is bfloat16, but this CPU has no units for it: it has amd64 avx avx2 fma,"
                        + " expected one of avx512_bf16, amx_bf16");
        assertThatCode(() -> Engines.requireUnits(Precision.BFLOAT16, "amd64 avx512f avx512_bf16"))
                .doesNotThrowAnyException();
        assertThatCode(() -> Engines.requireUnits(Precision.FLOAT32, "amd64")).doesNotThrowAnyException();
    }
}
