package sharelora.cli.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import sharelora.platform.stage.StageDeclaration;
import sharelora.platform.stage.StageDeclarations;

/** The Kubernetes base runs the image that the Dockerfile makes, as it is made. */
class KubernetesTest {

    private final Map<String, String> configuration = Deployed.variables(Kubernetes.configuration());

    @Test
    void runsTheImageOfTheDockerfileAsItsUser() {
        // When
        List<JsonNode> pods = Kubernetes.pods();

        // Then
        String user = Deployed.text("infra/Dockerfile").replaceAll("(?s).*\nUSER (\\d+)\n.*", "$1");
        assertThat(pods)
                .allMatch(pod -> pod.at("/securityContext/runAsUser").asText().equals(user));
        assertThat(Kubernetes.containers())
                .allMatch(container -> container.get("image").asText().equals(Deployed.IMAGE));
    }

    @Test
    void runsEveryStageThatIsDeclared() {
        // When
        List<JsonNode> containers = Kubernetes.containers();

        // Then
        assertThat(containers)
                .extracting(container -> container.get("name").asText())
                .containsExactlyInAnyOrderElementsOf(StageDeclarations.all().stream()
                        .map(StageDeclaration::id)
                        .toList());
    }

    @Test
    void servesOnThePortsOfTheStages() {
        // When
        List<JsonNode> containers = Kubernetes.containers();

        // Then
        assertThat(containers)
                .allSatisfy(container -> assertThat(
                                container.at("/ports/0/containerPort").asInt())
                        .isEqualTo(command(container).stage().port()));
    }

    @Test
    void setsNoVariableThatNobodyReads() {
        // Given
        List<Command> commands =
                Kubernetes.containers().stream().map(this::command).toList();

        // When
        List<String> ours = configuration.keySet().stream()
                .filter(name -> !name.equals("OMP_NUM_THREADS"))
                .toList();

        // Then
        assertThat(ours).allSatisfy(name -> assertThat(commands).as(name).allMatch(command -> command.reads(name)));
        assertThat(Deployed.text("infra/build/launch"))
                .contains("OMP_NUM_THREADS=" + configuration.get("OMP_NUM_THREADS"));
    }

    private Command command(JsonNode container) {
        return Command.of(Deployed.texts(container.get("args")), configuration);
    }
}
