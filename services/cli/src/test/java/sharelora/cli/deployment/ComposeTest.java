package sharelora.cli.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.ParameterException;
import sharelora.platform.stage.StageDeclaration;
import sharelora.platform.stage.StageDeclarations;

/** docker-compose.yml says nothing that the code does not know. */
class ComposeTest {

    static Set<String> services() {
        return Deployed.services().keySet();
    }

    static Set<String> ours() {
        return Deployed.ours().keySet();
    }

    static Set<String> stages() {
        return Deployed.stages().keySet();
    }

    @ParameterizedTest
    @MethodSource("ours")
    void givesACommandAndVariablesThatThereAre(String name) {
        // Given
        JsonNode service = Deployed.services().get(name);
        Map<String, String> environment = environment(service);

        // When
        Command command = command(service);

        // Then
        assertThat(environment.keySet()).as(name).allMatch(command::reads);
    }

    @Test
    void misspeltOptionOrVariableWouldBeFound() {
        // Given
        Map<String, String> environment = Map.of("SHARELORA_HTTP_HOST", "0.0.0.0");
        Command tokenizer = Command.of(List.of("tokenizer"), environment);

        // When / Then
        assertThat(tokenizer.reads("SHARELORA_HTTP_HOST")).isTrue();
        assertThat(tokenizer.reads("SHARELORA_HTTPHOST")).isFalse();
        assertThatThrownBy(() -> Command.of(List.of("tokenizer", "--blob", "file:///blobs"), environment))
                .isInstanceOf(ParameterException.class);
        assertThatThrownBy(() -> Command.of(List.of("evaluator"), Map.of("SHARELORA_THREADS", "many")))
                .isInstanceOf(ParameterException.class);
    }

    @Test
    void runsEveryStageThatIsDeclared() {
        assertThat(stages())
                .containsExactlyElementsOf(StageDeclarations.all().stream()
                        .map(StageDeclaration::id)
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("stages")
    void givesTheBlobStoreToWhoNeedsIt(String name) {
        // Given
        StageDeclaration stage = StageDeclarations.all().stream()
                .filter(each -> each.id().equals(name))
                .findFirst()
                .orElseThrow();

        // When
        List<String> volumes = Deployed.texts(Deployed.services().get(name).path("volumes"));

        // Then
        assertThat(volumes.contains("blobs:/blobs")).isEqualTo(stage.blobs());
    }

    @ParameterizedTest
    @MethodSource("stages")
    void asksForHealthWhereTheStageServesIt(String name) {
        // Given
        JsonNode service = Deployed.services().get(name);

        // When
        List<String> check = Deployed.texts(service.at("/healthcheck/test"));

        // Then
        int port = command(service).stage().port();
        assertThat(check).containsExactly("CMD", "/opt/sharelora/healthy", Integer.toString(port));
        assertThat(environment(service)).containsEntry("SHARELORA_HTTP_HOST", "0.0.0.0");
    }

    @ParameterizedTest
    @MethodSource("services")
    void mountsFilesAndVolumesThatThereAre(String name) {
        // Given
        JsonNode service = Deployed.services().get(name);
        Set<String> volumes = Deployed.variables(
                        Deployed.yaml("docker-compose.yml").get("volumes"))
                .keySet();

        // When
        List<String> sources = Deployed.texts(service.path("volumes")).stream()
                .map(volume -> volume.substring(0, volume.indexOf(':')))
                .toList();

        // Then
        assertThat(sources)
                .as(name)
                .allMatch(source -> volumes.contains(source)
                        || (source.startsWith(".") && Files.exists(Deployed.ROOT.resolve(source))));
    }

    @ParameterizedTest
    @MethodSource("services")
    void waitsForServicesThatThereAreAndIsBuiltFromAFileThatThereIs(String name) {
        // Given
        JsonNode service = Deployed.services().get(name);

        // When
        JsonNode waits = service.path("depends_on");

        // Then
        assertThat(services()).containsAll(waits.isArray() ? Deployed.texts(waits) : names(waits));
        JsonNode build = service.path("build");
        assertThat(build.isMissingNode())
                .as(name)
                .isEqualTo(!service.get("image").asText().equals(Deployed.IMAGE));
        assertThat(Deployed.ROOT.resolve(build.path("dockerfile").asText("infra/Dockerfile")))
                .exists();
    }

    @ParameterizedTest
    @MethodSource("services")
    void opensPortsOnTheLoopbackAddressOnly(String name) {
        // Given
        JsonNode service = Deployed.services().get(name);

        // When
        List<String> ports = Deployed.texts(service.path("ports"));

        // Then
        assertThat(ports).allMatch(port -> port.matches("127\\.0\\.0\\.1:(\\d+):\\1"));
        assertThat(ports)
                .map(port -> port.substring(port.lastIndexOf(':') + 1))
                .allMatch(port -> service.toString().contains("localhost:" + port)
                        || service.at("/healthcheck/test").toString().contains('"' + port + '"'));
    }

    @Test
    void runsTheBrokerThatTheProductIsBuiltFor() {
        // When
        String image = Deployed.services().get("kafka").get("image").asText();

        // Then
        String version = Deployed.text("pom.xml").replaceAll("(?s).*<kafka.version>(.*)</kafka.version>.*", "$1");
        assertThat(image).isEqualTo("apache/kafka:" + version);
        String inside = environment(Deployed.services().get("kafka")).get("KAFKA_ADVERTISED_LISTENERS");
        assertThat(Deployed.ours().values())
                .allMatch(service ->
                        inside.contains("INSIDE://" + environment(service).get("SHARELORA_BOOTSTRAP_SERVERS")));
    }

    @Test
    void startsTheStagesThatKubernetesStarts() {
        // When
        Map<String, List<String>> stages = Deployed.stages().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        service -> Deployed.texts(service.getValue().get("command"))));

        // Then
        Map<String, List<String>> deployments = Kubernetes.containers().stream()
                .collect(Collectors.toMap(
                        container -> container.get("name").asText(),
                        container -> Deployed.texts(container.get("args"))));
        assertThat(stages).isEqualTo(deployments);
    }

    private static Command command(JsonNode service) {
        JsonNode command = service.path("command");
        // What is called by hand reads what every call reads that goes to the broker.
        List<String> arguments = command.isMissingNode() ? List.of("topics") : Deployed.texts(command);
        return Command.of(arguments, environment(service));
    }

    private static Map<String, String> environment(JsonNode service) {
        return Deployed.variables(service.path("environment"));
    }

    private static Set<String> names(JsonNode object) {
        return object.properties().stream().map(Map.Entry::getKey).collect(Collectors.toSet());
    }
}
