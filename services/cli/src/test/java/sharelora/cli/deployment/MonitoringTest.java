package sharelora.cli.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import sharelora.platform.stage.StageDeclaration;
import sharelora.platform.stage.StageDeclarations;

/** What Prometheus scrapes and wakes somebody for, and what Grafana shows, is what the stages show. */
class MonitoringTest {

    private static final String DASHBOARD = "infra/grafana/dashboards/flow.json";

    @TempDir
    private static Path folder;

    private static Map<String, Set<String>> shown;

    @BeforeAll
    static void askEveryStage() {
        shown = Shown.by(folder);
    }

    static Stream<JsonNode> alerts() {
        return stream(Deployed.yaml("infra/prometheus/alerts.yml").at("/groups/0/rules"));
    }

    static Stream<String> panelQueries() {
        return stream(Deployed.yaml(DASHBOARD).get("panels"))
                .flatMap(panel -> stream(panel.path("targets")))
                .map(target -> target.get("expr").asText());
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void alertsByWhatTheStagesShow(JsonNode alert) {
        // When
        List<String> problems = new Query(alert.get("expr").asText()).problems(shown);

        // Then
        assertThat(problems).as(alert.get("alert").asText()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void namesACommandThatAnswersTheAlert(JsonNode alert) {
        // Given
        String command = alert.at("/annotations/command").asText();

        // When
        String filled =
                command.replaceAll("\\{\\{ *\\$labels\\.(\\w+) *}}", "some-$1").replaceAll("\\{\\{[^}]*}}", "");

        // Then
        assertThat(filled).startsWith("./sharelora ");
        List<String> words = new ArrayList<>(List.of(filled.split(" ")));
        words.removeFirst();
        assertThat(Command.of(words, Map.of()).spec().name()).isEqualTo(words.getFirst());
    }

    @Test
    void wakesForTenThings() {
        // When
        List<String> names = alerts().map(alert -> alert.get("alert").asText()).toList();

        // Then
        assertThat(names)
                .containsExactly(
                        "NoProgress",
                        "SnapshotAge",
                        "Lag",
                        "DeadLetters",
                        "LostRecords",
                        "Unanswered",
                        "Drift",
                        "StandsStill",
                        "EvalTasksWaiting",
                        "Disk");
    }

    @ParameterizedTest
    @MethodSource("panelQueries")
    void drawsWhatTheStagesShow(String query) {
        // When
        List<String> problems = new Query(query.replace("$job", "any")).problems(shown);

        // Then
        assertThat(problems).isEmpty();
    }

    @Test
    void misspeltSeriesOrLabelWouldBeFound() {
        // Given
        Query right = new Query(
                "sum by (job, le) (rate(sharelora_trainer_step_seconds_bucket{job=~\"a|b\"}[5m] offset 1h)) > 0"
                        + " or max(sharelora_eval_tasks_outstanding) > 0");
        Query series = new Query("max by (job) (sharelora_trainer_stepp) > 0");
        Query label = new Query("max by (jop) (sharelora_trainer_step{stream=\"a\"}) > 0 and on (job) up == 1");

        // When / Then
        assertThat(right.problems(shown)).isEmpty();
        assertThat(series.problems(shown)).containsExactly("no series sharelora_trainer_stepp");
        assertThat(label.problems(shown))
                .containsExactly(
                        "no label jop on [sharelora_trainer_step]", "no label stream on [sharelora_trainer_step]");
    }

    @Test
    void scrapesEveryStageWhereItListensAndKeepsOurLabels() {
        // Given
        JsonNode prometheus = Deployed.yaml("infra/prometheus/prometheus.yml");

        // When
        List<JsonNode> jobs = stream(prometheus.get("scrape_configs")).toList();

        // Then
        assertThat(jobs).allMatch(job -> job.get("honor_labels").asBoolean());
        assertThat(jobs.stream()
                        .collect(Collectors.toMap(
                                job -> job.at("/dns_sd_configs/0/names/0").asText(),
                                job -> job.at("/dns_sd_configs/0/port").asInt())))
                .isEqualTo(StageDeclarations.all().stream()
                        .collect(Collectors.toMap(
                                StageDeclaration::id, stage -> stage.process().port())));
        assertThat(Deployed.texts(prometheus.get("rule_files"))).containsExactly("alerts.yml");
    }

    @Test
    void providesTheDashboardAndItsSourceWhereGrafanaLooks() {
        // Given
        JsonNode grafana = Deployed.services().get("grafana");
        String provisioning = "infra/grafana/provisioning/";

        // When
        List<String> mounts = Deployed.texts(grafana.get("volumes"));

        // Then
        String dashboards = Deployed.yaml(provisioning + "dashboards/sharelora.yml")
                .at("/providers/0/options/path")
                .asText();
        assertThat(mounts)
                .contains(
                        "./infra/grafana/dashboards:" + dashboards + ":ro",
                        "./infra/grafana/provisioning:/etc/grafana/provisioning:ro");
        assertThat(grafana.at("/environment/GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH")
                        .asText())
                .isEqualTo(dashboards + "/flow.json");
        JsonNode source =
                Deployed.yaml(provisioning + "datasources/prometheus.yml").at("/datasources/0");
        assertThat(source.get("url").asText()).isEqualTo("http://prometheus:9090");
        assertThat(Deployed.text(DASHBOARD)
                        .replaceAll("\"uid\": \"(sharelora|" + source.get("uid").asText() + ")\"", ""))
                .doesNotContain("\"uid\"");
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
