package sharelora.operations.status;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** Asks processes over HTTP, each with the same patience. */
final class ProcessPages implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();

    /**
     * What a process says; empty where nobody answers within two seconds.
     *
     * @param page its address without a path
     * @param most bytes; what goes on beyond is cut off
     */
    Optional<byte[]> read(URI page, String path, int most) {
        HttpRequest request =
                HttpRequest.newBuilder(page.resolve(path)).timeout(PATIENCE).build();
        try {
            HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                return Optional.of(body.readNBytes(most));
            }
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
