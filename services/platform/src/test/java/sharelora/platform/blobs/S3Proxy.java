package sharelora.platform.blobs;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import software.amazon.awssdk.services.s3.S3Client;

/** A server that speaks S3, in a process of its own; the jar of it is where the property {@code s3proxy.jar} says. */
public final class S3Proxy implements AutoCloseable {

    private final Process process;
    private final int port;
    private final Path folder;

    private S3Proxy(Process process, int port, Path folder) {
        this.process = process;
        this.port = port;
        this.folder = folder;
    }

    /** Returns when it answers; its objects, and whoever's local copies, are in that folder. */
    public static S3Proxy start(Path folder) throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Properties properties = new Properties();
        properties.putAll(Map.of(
                "s3proxy.endpoint", "http://127.0.0.1:" + port,
                "s3proxy.authorization", "aws-v2-or-v4",
                "s3proxy.identity", "team",
                "s3proxy.credential", "secret",
                "jclouds.provider", "filesystem-nio2",
                "jclouds.filesystem.basedir",
                        Files.createDirectories(folder.resolve("data")).toString()));
        Path config = folder.resolve("s3proxy.properties");
        try (var out = Files.newOutputStream(config)) {
            properties.store(out, null);
        }
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-jar",
                        System.getProperty("s3proxy.jar"),
                        "--properties",
                        config.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("s3proxy.log").toFile())
                .start();
        S3Proxy proxy = new S3Proxy(process, port, folder);
        await().atMost(Duration.ofSeconds(40)).until(proxy::answers);
        return proxy;
    }

    private boolean answers() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** Of somebody whose copies are in that folder. */
    S3Settings settings(String cache) {
        return S3Settings.of(Map.of(
                "AWS_ENDPOINT_URL",
                "http://127.0.0.1:" + port,
                "AWS_ACCESS_KEY_ID",
                "team",
                "AWS_SECRET_ACCESS_KEY",
                "secret",
                "SHARELORA_CACHE",
                folder.resolve(cache).toString()));
    }

    /** A store in one of its buckets, as a machine sees it whose copies are in a folder of that name. */
    public BlobStore store(URI place, String cache) {
        return S3BlobStore.open(place, settings(cache));
    }

    /** Makes a bucket. */
    public void bucket(String name) {
        try (S3Client client = settings("none").client()) {
            client.createBucket(create -> create.bucket(name));
        }
    }

    /** Does not answer from now on. */
    void stop() throws InterruptedException {
        process.destroy();
        process.waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
