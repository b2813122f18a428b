package sharelora.engine.fused.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Products of int8 are exact and fast on every kind of x86 CPU: processes are told to use less than this one has. */
@EnabledOnOs(architectures = "amd64", value = OS.LINUX)
class Int8InstructionSetsTest {

    private static final int SECONDS = 120;

    @ParameterizedTest
    @ValueSource(strings = {"AVX2", "AVX512_CORE", "AVX512_CORE_VNNI", "DEFAULT"})
    void sumsAreExactAndNoReferenceImplementationMakesThem(String instructions) throws Exception {
        // When
        String output = run(instructions);
        // Then
        assertThat(output).contains(Int8Extremes.EXACT);
        List<String> products = output.lines()
                .filter(line -> line.startsWith("onednn_verbose") && line.contains(",matmul,"))
                .toList();
        assertThat(products).isNotEmpty().noneMatch(line -> line.contains(",ref"));
    }

    private static String run(String instructions) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "--add-modules=jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                Int8Extremes.class.getName());
        builder.environment().put("ONEDNN_MAX_CPU_ISA", instructions);
        builder.environment().put("ONEDNN_VERBOSE", "profile_exec");
        Process process = builder.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
        return output;
    }
}
