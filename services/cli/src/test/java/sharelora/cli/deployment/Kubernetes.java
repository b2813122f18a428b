package sharelora.cli.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** What infra/kubernetes/base starts. */
final class Kubernetes {

    private static final String BASE = "infra/kubernetes/base/";

    private Kubernetes() {}

    /** The pods' specifications. */
    static List<JsonNode> pods() {
        return Deployed.texts(Deployed.yaml(BASE + "kustomization.yaml").get("resources")).stream()
                .map(file -> Deployed.yaml(BASE + file))
                .filter(manifest -> manifest.path("kind").asText().equals("Deployment"))
                .map(deployment -> deployment.at("/spec/template/spec"))
                .toList();
    }

    /** The one container of each. */
    static List<JsonNode> containers() {
        return pods().stream().map(pod -> pod.at("/containers/0")).toList();
    }

    /** What every container has in its environment. */
    static JsonNode configuration() {
        return Deployed.yaml(BASE + "config.yaml").get("data");
    }
}
