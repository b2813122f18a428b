package sharelora.console.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The page's files, each read once: those of the console, and of the libraries that it uses. */
final class Pages {

    private static final String OWN = "/sharelora/console/page/";
    private static final String LIBRARIES = "/META-INF/resources/webjars/";
    private static final String PREACT = LIBRARIES + "preact/10.26.4/";
    private static final String PLOT = LIBRARIES + "uplot/1.6.30/dist/";
    private static final String SWAGGER = LIBRARIES + "swagger-ui/5.34.1/";
    private static final String SCRIPT = "text/javascript; charset=utf-8";
    private static final String STYLE = "text/css; charset=utf-8";
    private static final String HTML = "text/html; charset=utf-8";

    /** The page's own scripts; a test holds it to the folder. */
    static final List<String> SCRIPTS = List.of(
            "main.js",
            "live.js",
            "api.js",
            "parts.js",
            "flow.js",
            "jobs.js",
            "job.js",
            "charts.js",
            "compare.js",
            "letters.js",
            "queues.js",
            "submit.js",
            "actions.js",
            "tables.js");

    private final Map<String, Page> pages = new LinkedHashMap<>();

    /** @param policy what a browser lets it do; empty of what is no document */
    private record Page(byte[] bytes, String type, String etag, String policy) {}

    private Pages() {}

    static Pages load() {
        Pages pages = new Pages();
        byte[] index = bytes(OWN + "index.html");
        pages.add("/", index, HTML, policy(index));
        SCRIPTS.forEach(name -> pages.add("/assets/" + name, bytes(OWN + name), SCRIPT, ""));
        pages.add("/assets/console.css", bytes(OWN + "console.css"), STYLE, "");
        pages.add("/assets/icon.svg", bytes(OWN + "icon.svg"), "image/svg+xml", "");
        pages.add("/assets/preact.js", bytes(PREACT + "dist/preact.module.js"), SCRIPT, "");
        pages.add("/assets/hooks.js", bytes(PREACT + "hooks/dist/hooks.module.js"), SCRIPT, "");
        pages.add("/assets/uplot.js", bytes(PLOT + "uPlot.esm.js"), SCRIPT, "");
        pages.add("/assets/uplot.css", bytes(PLOT + "uPlot.min.css"), STYLE, "");
        pages.add(
                "/api/docs",
                bytes(OWN + "docs.html"),
                HTML,
                "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
                        + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
        pages.add("/api/docs/start.js", bytes(OWN + "docs.js"), SCRIPT, "");
        pages.add("/api/docs/swagger-ui.css", bytes(SWAGGER + "swagger-ui.css"), STYLE, "");
        pages.add("/api/docs/swagger-ui-bundle.js", bytes(SWAGGER + "swagger-ui-bundle.js"), SCRIPT, "");
        return pages;
    }

    /** Bytes of everything that the page itself loads. */
    long pageBytes() {
        return pages.entrySet().stream()
                .filter(each -> !each.getKey().startsWith("/api/"))
                .mapToLong(each -> each.getValue().bytes().length)
                .sum();
    }

    private static byte[] bytes(String resource) {
        try (InputStream stream = Pages.class.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IllegalStateException("the console is packed without " + resource);
            }
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException("the console is packed with a damaged " + resource, e);
        }
    }

    private void add(String path, byte[] bytes, String type, String policy) {
        pages.put(path, new Page(bytes, type, '"' + HexFormat.of().formatHex(sha256(bytes), 0, 8) + '"', policy));
    }

    /** Scripts from here alone, and the one that stands in the page itself, by its hash. */
    static String policy(byte[] index) {
        String html = new String(index, StandardCharsets.UTF_8);
        String begin = "<script type=\"importmap\">";
        int from = html.indexOf(begin) + begin.length();
        byte[] map = html.substring(from, html.indexOf("</script>", from)).getBytes(StandardCharsets.UTF_8);
        return "default-src 'none'; script-src 'self' 'sha256-"
                + Base64.getEncoder().encodeToString(sha256(map))
                + "'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none';"
                + " frame-ancestors 'none'";
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    void answer(HttpServerRequest request) {
        Page page = pages.get(request.path());
        if (page == null) {
            throw new HttpProblem(404, "nothing is there: the page is /, the API is below " + Routes.ROOT);
        }
        if (!request.method().name().equals("GET")) {
            throw new HttpProblem(405, "expected GET");
        }
        HttpServerResponse response = request.response()
                .putHeader("ETag", page.etag())
                .putHeader("Cache-Control", "no-cache")
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("Cross-Origin-Resource-Policy", "same-origin");
        if (!page.policy().isEmpty()) {
            response.putHeader("Content-Security-Policy", page.policy());
        }
        if (page.etag().equals(request.getHeader("If-None-Match"))) {
            var _ = response.setStatusCode(304).end();
        } else {
            var _ = response.putHeader("Content-Type", page.type()).end(Buffer.buffer(page.bytes()));
        }
    }
}
