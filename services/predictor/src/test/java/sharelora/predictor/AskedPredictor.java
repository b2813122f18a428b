package sharelora.predictor;

import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import sharelora.platform.host.Platform;
import sharelora.schemas.Checkpoint;

/** A predictor that answers over HTTP, and whoever asks it. */
public record AskedPredictor(Platform platform, HttpServer server) {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    /** Starts it; returns once these answer. */
    public static AskedPredictor start(PredictorTestBed bed, Checkpoint... answering) {
        Platform platform = bed.installation.platform();
        PredictorVerticle predictor = bed.start(platform);
        HttpServer server = PredictorTestBed.settled(bed.vertx()
                .createHttpServer()
                .requestHandler(predictor.api().orElseThrow())
                .listen(0, "127.0.0.1"));
        for (Checkpoint each : answering) {
            PredictorTestBed.awaitServed(platform, each);
        }
        return new AskedPredictor(platform, server);
    }

    public HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return CLIENT.send(HttpRequest.newBuilder(uri(path)).GET().build(), BodyHandlers.ofString());
    }

    public HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return CLIENT.send(
                HttpRequest.newBuilder(uri(path))
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.actualPort() + path);
    }

    /** A connection on which nothing was said yet. */
    public Socket connected() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), server.actualPort());
    }

    /** Requests that have a place; not a number where no metric tells. */
    public double open() {
        return platform.metrics()
                .exposition()
                .lines()
                .filter(line -> line.startsWith("sharelora_predictor_open_requests "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' '))))
                .findFirst()
                .orElse(Double.NaN);
    }
}
