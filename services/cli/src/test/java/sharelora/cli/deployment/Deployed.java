package sharelora.cli.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The files at the top of the checkout, and what is in them. */
final class Deployed {

    static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();
    static final String IMAGE = "sharelora";

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private Deployed() {}

    static JsonNode yaml(String file) {
        try {
            return YAML.readTree(ROOT.resolve(file).toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(String file) {
        try {
            return Files.readString(ROOT.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The services of docker-compose.yml by name, each with what its {@code <<: *name} takes over from {@code x-name}. */
    static Map<String, JsonNode> services() {
        JsonNode compose = yaml("docker-compose.yml");
        Map<String, JsonNode> services = new LinkedHashMap<>();
        compose.get("services").properties().forEach(service -> {
            ObjectNode own = (ObjectNode) service.getValue();
            JsonNode alias = own.remove("<<");
            ObjectNode whole = alias == null
                    ? own
                    : compose.get("x-" + alias.asText()).<ObjectNode>deepCopy().setAll(own);
            services.put(service.getKey(), whole);
        });
        return services;
    }

    /** The services that run this product's image. */
    static Map<String, JsonNode> ours() {
        return services().entrySet().stream()
                .filter(service -> service.getValue().path("image").asText().equals(IMAGE))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, b) -> a, LinkedHashMap::new));
    }

    /** Those of them that run until told to stop. */
    static Map<String, JsonNode> stages() {
        return ours().entrySet().stream()
                .filter(service -> service.getValue().path("healthcheck").isObject())
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, b) -> a, LinkedHashMap::new));
    }

    static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    /** An object's fields as texts. */
    static Map<String, String> variables(JsonNode object) {
        return object.properties().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().asText()));
    }

    /** Every file of that ending below a folder of the checkout. */
    static List<Path> files(String folder, String ending) {
        try (Stream<Path> files = Files.walk(ROOT.resolve(folder))) {
            return files.filter(file -> file.toString().endsWith(ending)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
