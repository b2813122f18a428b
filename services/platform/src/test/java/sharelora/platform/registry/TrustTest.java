package sharelora.platform.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sharelora.platform.failure.FatalException;
import sharelora.platform.failure.TransientException;
import sharelora.schemas.Topics;

class TrustTest {

    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    private Path folder;

    @Test
    void speaksTlsWithWhoeverTheFileTrustsAndWithNobodyElse() throws Exception {
        // Given
        KeyStore keys = selfSigned();
        Path pem = Files.writeString(
                folder.resolve("ca.pem"),
                "-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder()
                                .encodeToString(keys.getCertificate("registry").getEncoded())
                        + "\n-----END CERTIFICATE-----\n");
        try (SmallRegistry registry = SmallRegistry.secure(serving(keys))) {
            RegistrySettings trusting = new RegistrySettings(registry.url(), Optional.empty(), Optional.of(pem), true);

            // When
            ConfluentFraming.of(trusting).require(List.of(Topics.PROMOTIONS));

            // Then
            assertThat(registry.subjects()).hasSize(1);
            assertThatThrownBy(
                            () -> ConfluentFraming.of(registry.settings(true)).require(List.of(Topics.PROMOTIONS)))
                    .isInstanceOf(TransientException.class)
                    .hasMessageContaining("does not answer")
                    .hasMessageContaining("certification path");
        }
    }

    @Test
    void refusesAFileWithoutCertificates() throws IOException {
        // Given
        Path empty = Files.writeString(folder.resolve("empty.pem"), "");

        // When / Then
        assertThatThrownBy(() -> Trust.of(empty))
                .isInstanceOf(FatalException.class)
                .hasMessageContaining(empty + ": expected a PEM file with certificates");
        assertThatThrownBy(() -> Trust.of(folder.resolve("none.pem"))).isInstanceOf(FatalException.class);
    }

    private KeyStore selfSigned() throws Exception {
        Path file = folder.resolve("keys.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "registry",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.log").toFile())
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD);
        }
        return keys;
    }

    private static SSLContext serving(KeyStore keys) throws Exception {
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }
}
