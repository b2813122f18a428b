package sharelora.operations.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import sharelora.operations.Problems;
import sharelora.operations.WrongUsageException;
import sharelora.platform.examples.Shown;
import sharelora.platform.stage.StageDeclarations;

/** The health pages of processes, which know why one of their streams or jobs stands still: no topic does. */
public final class HealthPages {

    private static final Set<String> SCHEMES = Set.of("http", "https");

    private static final int MOST_BYTES = 1 << 20;

    private static final int LONGEST_SHOWN = 1_000;

    private static final ObjectMapper JSON = new ObjectMapper();

    private HealthPages() {}

    /**
     * A check that is not ready.
     *
     * @param page of its process
     * @param check such as {@code tokenizer tickets} or {@code trainer tickets}
     * @param reason in words
     */
    public record NotReady(URI page, String check, String reason) {

        String line() {
            return "not ready: " + Shown.of(check) + " (" + page.getAuthority() + "): "
                    + Shown.of(reason, LONGEST_SHOWN);
        }
    }

    /** What is not ready of the stages that serve their pages on this machine where they do unless told otherwise. */
    public static List<NotReady> ofThisMachine() {
        List<NotReady> found = new ArrayList<>();
        try (ProcessPages asked = new ProcessPages()) {
            StageDeclarations.processes().stream()
                    .map(process -> URI.create("http://127.0.0.1:" + process.port()))
                    .forEach(page -> answer(asked, page).ifPresent(checks -> found.addAll(notReady(page, checks))));
        }
        return found;
    }

    /**
     * What is not ready there, a page where nobody answers within two seconds among it.
     *
     * @param pages addresses without a path: {@code http://127.0.0.1:8081}
     * @throws WrongUsageException where one of them is no such address
     */
    public static List<NotReady> of(List<URI> pages) {
        Problems problems = new Problems();
        pages.stream()
                .filter(page -> page.getHost() == null || !SCHEMES.contains(page.getScheme()))
                .forEach(page -> problems.add("--health", page, "http://HOST:PORT"));
        problems.throwIfAny("these health pages cannot be asked");
        List<NotReady> found = new ArrayList<>();
        try (ProcessPages asked = new ProcessPages()) {
            for (URI page : pages) {
                found.addAll(answer(asked, page)
                        .map(checks -> notReady(page, checks))
                        .orElseGet(() -> List.of(new NotReady(page, "health page", "nobody answers there"))));
            }
        }
        return found;
    }

    private static List<NotReady> notReady(URI page, JsonNode checks) {
        List<NotReady> found = new ArrayList<>();
        for (JsonNode check : checks) {
            if (check.has("reason")) {
                found.add(new NotReady(
                        page, check.path("name").asText(), check.path("reason").asText()));
            }
        }
        return found;
    }

    /** The checks that a page lists; none where nobody is there, or somebody else. */
    private static Optional<JsonNode> answer(ProcessPages pages, URI page) {
        return pages.read(page, "/health/ready", MOST_BYTES).flatMap(HealthPages::checks);
    }

    private static Optional<JsonNode> checks(byte[] body) {
        try {
            return Optional.of(JSON.readTree(body).path("checks"));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
