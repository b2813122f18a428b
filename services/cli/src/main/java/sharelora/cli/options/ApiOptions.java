package sharelora.cli.options;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Option;
import sharelora.operations.Problems;
import sharelora.platform.http.BearerTokens;
import sharelora.platform.http.TlsFiles;

/** Who may ask over HTTP, and whether anybody can listen: beyond this machine, both have to be said. */
public final class ApiOptions {

    private static final String ELSEWHERE = "elsewhere";

    @Option(
            names = "--tokens",
            paramLabel = "FILE",
            description =
                    "SHA-256 of each bearer token that may ask over HTTP, one a line, for the console with viewer or"
                            + " operator and a name behind it; needed with an --http-host that is not of this machine"
                            + " alone. Default: everybody on this machine may")
    private Path tokens;

    @Option(
            names = "--tls-certificate",
            paramLabel = "FILE",
            description = "PEM: the certificate by which HTTP is served with TLS, then those up to its root")
    private Path certificate;

    @Option(names = "--tls-key", paramLabel = "FILE", description = "PEM: its private key, not encrypted")
    private Path key;

    @Option(
            names = "--tls",
            paramLabel = ELSEWHERE,
            description = "elsewhere: a proxy before this process speaks TLS; needed with an --http-host that is not of"
                    + " this machine alone, where there are no --tls-certificate and --tls-key")
    private String tls;

    /** The tokens, one of which a request has to name; empty where none is needed, or the file is none. */
    public Optional<BearerTokens> tokens(String httpHost, Problems problems) {
        if (tokens == null) {
            if (!isLoopback(httpHost)) {
                problems.add(
                        "--tokens",
                        null,
                        "FILE of hashes, since --http-host " + httpHost
                                + " is not of this machine alone, as 127.0.0.1 is");
            }
            return Optional.empty();
        }
        try {
            return Optional.of(BearerTokens.read(tokens));
        } catch (IllegalArgumentException e) {
            problems.add("--tokens", tokens, "a file of hashes; " + e.getMessage());
            return Optional.empty();
        }
    }

    /** Whether clients reach it over TLS, spoken here or by a proxy. */
    public boolean speaksTls() {
        return tls != null || certificate != null;
    }

    /** The files that HTTP is served with TLS by; empty: without TLS, or they are none. */
    public Optional<TlsFiles> tls(String httpHost, Problems problems) {
        if (tls != null && !tls.equals(ELSEWHERE)) {
            problems.add("--tls", tls, ELSEWHERE + ", or --tls-certificate and --tls-key in its place");
        }
        if (tls != null && (certificate != null || key != null)) {
            problems.add("--tls", tls, "it alone, or --tls-certificate and --tls-key alone");
        }
        if (certificate == null && key == null) {
            if (tls == null && !isLoopback(httpHost)) {
                problems.add(
                        "--tls",
                        null,
                        "--tls-certificate and --tls-key, or elsewhere behind a proxy that speaks"
                                + " TLS, since --http-host " + httpHost + " is not of this machine alone");
            }
            return Optional.empty();
        }
        check("--tls-certificate", certificate, "PEM certificates", TlsFiles::requireCertificate, problems);
        check("--tls-key", key, "a private key in PEM that is not encrypted", TlsFiles::requireKey, problems);
        return Optional.of(new TlsFiles(certificate, key));
    }

    private static void check(String option, Path file, String expected, Consumer<Path> rule, Problems problems) {
        if (file == null) {
            problems.add(option, null, "FILE of " + expected + " beside the other");
            return;
        }
        try {
            rule.accept(file);
        } catch (IllegalArgumentException e) {
            problems.add(option, file, expected + "; " + e.getMessage());
        }
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
