package sharelora.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Namespace;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import sharelora.cli.Main;

/** The Kubernetes base says nothing that Kubernetes, KEDA or our own command does not know. */
class KubernetesManifestsTest {

    private static final Path BASE = Path.of("..", "..", "infra", "kubernetes", "base");
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final String KUSTOMIZATION = "kustomization.yaml";

    static Stream<String> resources() throws IOException {
        return texts(read(KUSTOMIZATION).get("resources")).stream();
    }

    static Stream<String> deployments() throws IOException {
        return resources().filter(file -> {
            try {
                return read(file).path("kind").asText().equals("Deployment");
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @Test
    void kustomizationNamesEveryFileAndNoOther() throws IOException {
        try (Stream<Path> files = Files.list(BASE)) {
            assertThat(resources())
                    .containsExactlyInAnyOrderElementsOf(
                            files.map(file -> file.getFileName().toString())
                                    .filter(name -> !name.equals(KUSTOMIZATION))
                                    .toList());
        }
    }

    @ParameterizedTest
    @MethodSource("resources")
    void fitsTheSchemaOfItsKind(String file) throws IOException {
        JsonNode manifest = read(file);

        assertThat(problems(manifest)).as(file).isEmpty();
    }

    @Test
    void misspeltFieldWouldBeFound() throws IOException {
        JsonNode deployment = read("evaluator-worker.yaml");
        ((ObjectNode) deployment.get("spec")).put("replicaz", 3);
        JsonNode scaled = read("evaluator-worker-scaling.yaml");
        ((ObjectNode) scaled.get("spec")).put("maxReplicas", 3);

        assertThatThrownBy(() -> V1Deployment.validateJsonElement(gson(deployment)))
                .hasMessageContaining("replicaz");
        assertThat(problems(scaled)).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("deployments")
    void startsACommandThatThereIs(String file) throws IOException {
        List<String> arguments = new ArrayList<>(texts(container(file).get("args")));
        arguments.add("--help");

        assertThat(Main.run(arguments.toArray(String[]::new))).as(file).isZero();
    }

    @ParameterizedTest
    @MethodSource("deployments")
    void asksForHealthWhereItIsServed(String file) throws IOException {
        JsonNode container = container(file);

        assertThat(container.at("/livenessProbe/httpGet/path").asText()).isEqualTo("/health/live");
        assertThat(container.at("/readinessProbe/httpGet/path").asText()).isEqualTo("/health/ready");
        assertThat(container.at("/ports/0/containerPort").asText())
                .isEqualTo(read(file)
                        .at("/spec/template/metadata/annotations/prometheus.io~1port")
                        .asText());
    }

    @Test
    void scalesTheWorkersByTheGaugeThatTheAggregatorShows() throws IOException {
        JsonNode spec = read("evaluator-worker-scaling.yaml").get("spec");

        assertThat(spec.at("/scaleTargetRef/name").asText())
                .isEqualTo(read("evaluator-worker.yaml").at("/metadata/name").asText());
        assertThat(spec.at("/triggers/0/metadata/query").asText()).contains("sharelora_eval_tasks_outstanding");
    }

    private static List<String> problems(JsonNode manifest) {
        return switch (manifest.get("kind").asText()) {
            case "Deployment" -> checked(() -> V1Deployment.validateJsonElement(gson(manifest)));
            case "ConfigMap" -> checked(() -> V1ConfigMap.validateJsonElement(gson(manifest)));
            case "Namespace" -> checked(() -> V1Namespace.validateJsonElement(gson(manifest)));
            case "ScaledObject" ->
                scaledObject().validate(manifest).stream().map(Object::toString).toList();
            default -> List.of("nobody checks the kind " + manifest.get("kind"));
        };
    }

    /** Part of a check that throws. */
    private interface Check {
        void run() throws IOException;
    }

    private static List<String> checked(Check check) {
        assertThatCode(check::run).doesNotThrowAnyException();
        return List.of();
    }

    private static JsonSchema scaledObject() {
        try (InputStream in = KubernetesManifestsTest.class.getResourceAsStream("scaled-object.schema.json")) {
            return JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(in);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JsonElement gson(JsonNode node) {
        return JsonParser.parseString(node.toString());
    }

    private static JsonNode container(String file) throws IOException {
        return read(file).at("/spec/template/spec/containers/0");
    }

    private static JsonNode read(String file) throws IOException {
        return YAML.readTree(BASE.resolve(file).toFile());
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }
}
