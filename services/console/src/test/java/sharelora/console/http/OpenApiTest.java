package sharelora.console.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import sharelora.console.model.ReadModel;

class OpenApiTest {

    private static final List<Route> ROUTES =
            Routes.of(new Known(new ReadModel(), null, Optional::empty, Optional::empty, List::of, List::of));

    @Test
    void describesEveryRouteOnceWithItsVariables() {
        // When
        JsonNode described = OpenApi.of(ROUTES);

        // Then
        for (Route route : ROUTES) {
            JsonNode operation = described
                    .path("paths")
                    .path(route.template())
                    .path(route.method().toLowerCase(Locale.ROOT));
            assertThat(operation.path("operationId").asText()).isEqualTo(route.id());
            assertThat(operation.path("parameters").findValuesAsText("name")).containsAll(route.variables());
        }
        assertThat(ROUTES).extracting(Route::id).doesNotHaveDuplicates();
        assertThat(described.path("openapi").asText()).startsWith("3.1");
    }

    @Test
    void pageOfTheApiNamesEveryRoute() throws Exception {
        // Given
        String page = Files.readString(Path.of("../../docs/api.md"));

        // When / Then
        for (Route route : ROUTES) {
            assertThat(page).contains("`" + route.method() + " " + route.template() + "`");
        }
    }

    @Test
    void matchesNamesAloneAsVariables() {
        // Given
        Route pause = ROUTES.stream()
                .filter(route -> route.id().equals("pause"))
                .findFirst()
                .orElseThrow();

        // When / Then
        assertThat(pause.match("/api/v1/jobs/tickets/pause").orElseThrow()).containsEntry("job", "tickets");
        assertThat(pause.match("/api/v1/jobs/../pause/pause")).isEmpty();
        assertThat(pause.match("/api/v1/jobs/%3Cb%3E/pause")).isEmpty();
    }
}
