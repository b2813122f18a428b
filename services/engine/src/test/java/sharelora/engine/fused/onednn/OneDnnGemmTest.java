package sharelora.engine.fused.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import sharelora.engine.fused.gemm.Gemm;
import sharelora.engine.ops.Precision;

@EnabledOnOs(value = OS.LINUX, architectures = "amd64", disabledReason = "the only platform whose oneDNN we bring")
class OneDnnGemmTest extends OneDnnConformance {

    @Override
    protected Gemm open() throws IOException {
        return OneDnnGemm.open(Precision.FLOAT32);
    }

    @Test
    void namesTheLibraryItRunsOn() throws IOException {
        try (Gemm gemm = OneDnnGemm.open(Precision.FLOAT32)) {
            assertThat(gemm.description()).isEqualTo("oneDNN 3.13.0");
        }
    }

    @Test
    void saysWhatIsMissingOnAnotherPlatform() {
        assertThatThrownBy(() -> OneDnn.load("solaris-sparc"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("solaris-sparc/libgomp.so.1");
    }
}
