package sharelora.platform.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.apache.avro.Schema;

/** A registry inside the test that can go away and come back; what a real one says is ApicurioIT's to find out. */
public final class SmallRegistry implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<String> schemas = new ArrayList<>();
    private final Map<String, List<Integer>> subjects = new LinkedHashMap<>();
    private final Map<String, String> rules = new LinkedHashMap<>();
    private final List<String> requests = new ArrayList<>();
    private Optional<String> wantsAuthorization = Optional.empty();
    private Optional<SSLContext> tls = Optional.empty();
    private Optional<HttpServer> server = Optional.empty();
    private int port;

    private SmallRegistry() {}

    public static SmallRegistry start() {
        SmallRegistry registry = new SmallRegistry();
        registry.up();
        return registry;
    }

    static SmallRegistry secure(SSLContext context) {
        SmallRegistry registry = new SmallRegistry();
        registry.tls = Optional.of(context);
        registry.up();
        return registry;
    }

    /** At the same address as before. */
    public void up() {
        try {
            InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
            HttpServer made = tls.isPresent() ? HttpsServer.create(address, 0) : HttpServer.create(address, 0);
            if (made instanceof HttpsServer https) {
                https.setHttpsConfigurator(new HttpsConfigurator(tls.orElseThrow()));
            }
            made.createContext("/api", this::handle);
            made.start();
            port = made.getAddress().getPort();
            server = Optional.of(made);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void down() {
        server.ifPresent(running -> running.stop(0));
        server = Optional.empty();
    }

    @Override
    public void close() {
        down();
    }

    /** With a slash at the end, as people write it. */
    public URI url() {
        return URI.create((tls.isPresent() ? "https" : "http") + "://localhost:" + port + "/api/");
    }

    public RegistrySettings settings(boolean register) {
        return new RegistrySettings(url(), Optional.empty(), Optional.empty(), register);
    }

    void wantAuthorization(String header) {
        wantsAuthorization = Optional.of(header);
    }

    /** Ids begin at 1. */
    public synchronized int add(String subject, Schema schema) {
        return add(subject, schema.toString());
    }

    private int add(String subject, String schema) {
        schemas.add(schema);
        subjects.computeIfAbsent(subject, absent -> new ArrayList<>()).add(schemas.size());
        return schemas.size();
    }

    synchronized Map<String, List<Integer>> subjects() {
        return Map.copyOf(subjects);
    }

    synchronized Map<String, String> rules() {
        return Map.copyOf(rules);
    }

    synchronized String schema(int id) {
        return schemas.get(id - 1);
    }

    synchronized List<String> requests() {
        return List.copyOf(requests);
    }

    private synchronized void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath().substring("/api".length());
        requests.add(exchange.getRequestMethod() + " " + path);
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        if (wantsAuthorization.isPresent() && !wantsAuthorization.get().equals(authorization)) {
            answer(exchange, 401, JSON.createObjectNode().put("message", "Unauthorized"));
            return;
        }
        byte[] body = exchange.getRequestBody().readAllBytes();
        JsonNode asked = body.length == 0 ? JSON.createObjectNode() : JSON.readTree(body);
        Optional<JsonNode> answer = answer(exchange.getRequestMethod(), path.split("/"), asked);
        ObjectNode nothing = JSON.createObjectNode().put("error_code", 40401).put("message", "not found");
        answer(exchange, answer.isPresent() ? 200 : 404, answer.orElse(nothing));
    }

    private Optional<JsonNode> answer(String method, String[] path, JsonNode asked) {
        String kind = path[1];
        if (kind.equals("config") && method.equals("PUT")) {
            rules.put(path[2], asked.get("compatibility").asText());
            return Optional.of(asked);
        }
        if (kind.equals("schemas")) {
            int id = Integer.parseInt(path[3]);
            return id > schemas.size()
                    ? Optional.empty()
                    : Optional.of(JSON.createObjectNode().put("schema", schema(id)));
        }
        if (method.equals("POST")) {
            return Optional.of(JSON.createObjectNode()
                    .put("id", add(path[2], asked.get("schema").asText())));
        }
        List<Integer> versions = subjects.getOrDefault(path[2], List.of());
        if (path.length == 5) {
            int version = Integer.parseInt(path[4]);
            int id = versions.get(version - 1);
            return Optional.of(JSON.createObjectNode()
                    .put("id", id)
                    .put("version", version)
                    .put("schema", schema(id)));
        }
        var numbers = JSON.createArrayNode();
        for (int version = 1; version <= versions.size(); version++) {
            numbers.add(version);
        }
        return versions.isEmpty() ? Optional.empty() : Optional.of(numbers);
    }

    private static void answer(HttpExchange exchange, int status, JsonNode json) throws IOException {
        byte[] bytes = json.toString().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/vnd.schemaregistry.v1+json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
