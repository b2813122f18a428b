package sharelora.console.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PagesTest {

    private static final Path FOLDER = Path.of("src/main/resources/sharelora/console/page");

    @Test
    void servesEveryScriptOfTheFolder() throws Exception {
        try (Stream<Path> files = Files.list(FOLDER)) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".js")))
                    .filteredOn(name -> !name.equals("docs.js"))
                    .containsExactlyInAnyOrderElementsOf(Pages.SCRIPTS);
        }
    }

    @Test
    void preloadsEveryScriptSoThatNoneWaitsForAnother() throws Exception {
        String index = Files.readString(FOLDER.resolve("index.html"));
        for (String name : Pages.SCRIPTS) {
            assertThat(index).contains("<link rel=\"modulepreload\" href=\"/assets/" + name + "\">");
        }
    }

    @Test
    void weighsAtMostThreeHundredKilobytes() {
        assertThat(Pages.load().pageBytes()).isLessThanOrEqualTo(300_000);
    }

    @Test
    void letsTheImportMapRunByItsHashAndNoOtherScriptInThePage() {
        // Given
        byte[] html = "<script type=\"importmap\">{}</script>".getBytes(StandardCharsets.UTF_8);

        // When
        String policy = Pages.policy(html);

        // Then: echo -n '{}' | openssl dgst -sha256 -binary | base64
        assertThat(policy)
                .contains("script-src 'self' 'sha256-RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o='")
                .contains("default-src 'none'")
                .doesNotContain("unsafe");
    }

    @Test
    void offersEveryMethodAndTask() throws Exception {
        // Given
        JsonNode schema = new ObjectMapper()
                .readTree(Path.of("../../infra/examples/job.schema.json").toFile())
                .path("properties");
        String form = Files.readString(FOLDER.resolve("submit.js"));

        // When / Then
        for (JsonNode method : schema.at("/adapter/properties/method/enum")) {
            assertThat(form).contains('"' + method.asText() + '"');
        }
        for (JsonNode task : schema.at("/task/enum")) {
            assertThat(form).contains("[\"" + task.asText() + '"');
        }
    }

    @Test
    void asksNoOtherHostAndWritesNoMarkup() throws Exception {
        for (String name : List.of("index.html", "console.css")) {
            assertThat(Files.readString(FOLDER.resolve(name))).doesNotContain("://");
        }
        for (String name : Pages.SCRIPTS) {
            assertThat(Files.readString(FOLDER.resolve(name)))
                    .as(name)
                    .doesNotContain("://", "innerHTML", "dangerouslySetInnerHTML", "eval(", "document.write");
        }
    }
}
