package sharelora.platform.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;
import sharelora.platform.failure.FatalException;
import sharelora.platform.failure.TransientException;

/**
 * As much of Confluent's REST API as is needed; Confluent's, Apicurio's ({@code /apis/ccompat/v7}) and Karapace's servers
 * speak it. A registry that does not answer makes calls fail for now; one that says no is fatal, in its own words.
 */
final class Registry {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int BAD_REQUEST = 400;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int TIMEOUT = 408;
    private static final int CONFLICT = 409;
    private static final int TOO_MANY = 429;
    private static final int SERVER_ERROR = 500;

    private final RegistrySettings settings;
    private final HttpClient http;

    private Registry(RegistrySettings settings, HttpClient http) {
        this.settings = settings;
        this.http = http;
    }

    static Registry of(RegistrySettings settings) {
        HttpClient.Builder http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(PATIENCE)
                .followRedirects(HttpClient.Redirect.NEVER);
        settings.ca().map(Trust::of).ifPresent(http::sslContext);
        return new Registry(settings, http.build());
    }

    /**
     * A registered schema.
     *
     * @param id what the framing of a record says
     */
    record Version(int id, int version, Schema schema) {}

    /** The schema of that id; empty where the registry has none, or none that is Avro. */
    Optional<Schema> schema(int id) {
        return ask("GET", "/schemas/ids/" + Integer.toUnsignedString(id), null).flatMap(Registry::parsed);
    }

    /** All versions of a subject, oldest first; none where there is no such subject. */
    List<Version> versions(String subject) {
        List<Version> versions = new ArrayList<>();
        String path = "/subjects/" + subject + "/versions";
        ask("GET", path, null)
                .ifPresent(numbers -> numbers.forEach(number -> ask("GET", path + "/" + number, null)
                        .ifPresent(version -> parsed(version)
                                .ifPresent(schema -> versions.add(new Version(
                                        version.get("id").asInt(),
                                        version.get("version").asInt(),
                                        schema))))));
        return versions;
    }

    /** From now on every version of the subject has to read, and be read by, every other. */
    void fullTransitive(String subject) {
        ask("PUT", "/config/" + subject, JsonNodeFactory.instance.objectNode().put("compatibility", "FULL_TRANSITIVE"));
    }

    /** The id of the schema, which is the subject's newest version now. */
    int register(String subject, String schema) {
        return ask(
                        "POST",
                        "/subjects/" + subject + "/versions",
                        JsonNodeFactory.instance.objectNode().put("schema", schema))
                .map(answer -> answer.path("id"))
                .filter(JsonNode::isInt)
                .map(JsonNode::asInt)
                .orElseThrow(() -> new FatalException(this + " took the schema of " + subject + " without an id"));
    }

    private static Optional<Schema> parsed(JsonNode answer) {
        try {
            // Registries leave schemaType out where it is Avro.
            return answer.path("schemaType").asText("AVRO").equals("AVRO")
                    ? Optional.of(
                            new Schema.Parser().parse(answer.path("schema").asText()))
                    : Optional.empty();
        } catch (SchemaParseException e) {
            return Optional.empty(); // a record that names it is unreadable, and says so
        }
    }

    /** The answer; empty: there is no such thing. */
    private Optional<JsonNode> ask(String method, String path, JsonNode body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base() + path))
                .timeout(PATIENCE)
                .header("Accept", MEDIA_TYPE + ", application/json")
                .header("Content-Type", MEDIA_TYPE)
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString()));
        settings.auth()
                .map(pair -> Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)))
                .ifPresent(pair -> request.header("Authorization", "Basic " + pair));
        try {
            return answer(method + " " + path, http.send(request.build(), BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new TransientException(this + " does not answer: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransientException(this + " was not waited for", e);
        }
    }

    private Optional<JsonNode> answer(String what, HttpResponse<String> response) throws JsonProcessingException {
        int status = response.statusCode();
        if (status == NOT_FOUND) {
            return Optional.empty();
        }
        if (status >= SERVER_ERROR || status == TOO_MANY || status == TIMEOUT) {
            throw new TransientException(this + " cannot answer " + what + " for now: " + words(response));
        }
        if (status == UNAUTHORIZED || status == FORBIDDEN) {
            throw new FatalException(this + " refuses " + what + " (" + status
                    + "): expected --registry-auth with the rights for it, in SHARELORA_REGISTRY_AUTH perhaps");
        }
        if (status == CONFLICT) {
            throw new FatalException(this + " finds the schema incompatible with an earlier one: " + words(response));
        }
        if (status >= BAD_REQUEST || !isJson(response)) {
            throw new FatalException(this + " refuses " + what + ": " + words(response)
                    + ", expected the address of a registry with Confluent's REST API");
        }
        return Optional.of(JSON.readTree(response.body()));
    }

    private static boolean isJson(HttpResponse<String> response) {
        return response.headers().firstValue("content-type").orElse("").contains("json");
    }

    /** What the registry says, or how it looks where it says nothing. */
    private static String words(HttpResponse<String> response) {
        String text = response.body();
        try {
            text = JSON.readTree(text).path("message").asText(text);
        } catch (JsonProcessingException e) {
            text = text.strip();
        }
        return response.statusCode() + " " + text.lines().findFirst().orElse("");
    }

    private String base() {
        return settings.url().toString().replaceAll("/+$", "");
    }

    @Override
    public String toString() {
        return "registry " + settings.url();
    }
}
