package sharelora.platform.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.regex.Pattern;

/**
 * What a server proves its name with, as PEM files that are read once.
 *
 * @param certificate the server's own first, then those up to its root
 * @param key its private key, not encrypted
 */
public record TlsFiles(Path certificate, Path key) {

    private static final Pattern KEY = Pattern.compile("(?s).*-----BEGIN (?:(?:RSA|EC) )?PRIVATE KEY-----\\s.*");
    private static final long MOST_BYTES = 1 << 20;

    /**
     * Holds the first file to be certificates.
     *
     * @throws IllegalArgumentException saying what it is instead
     */
    public static void requireCertificate(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            if (CertificateFactory.getInstance("X.509").generateCertificates(in).isEmpty()) {
                throw new IllegalArgumentException("it has none");
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("it cannot be read: " + e, e);
        } catch (CertificateException e) {
            throw new IllegalArgumentException("it has none: " + e.getMessage(), e);
        }
    }

    /** As the other, of the second file and a private key. */
    public static void requireKey(Path file) {
        try {
            if (Files.size(file) > MOST_BYTES
                    || !KEY.matcher(Files.readString(file)).matches()) {
                throw new IllegalArgumentException("it has none");
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("it cannot be read: " + e, e);
        }
    }
}
