package sharelora.operations.status;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import sharelora.platform.stage.StageDeclarations;

/** The metrics of predictors, which alone know what each of them serves: no topic does. */
public final class ServedPages {

    private static final int MOST_BYTES = 4 << 20;
    private static final String INFO = "sharelora_predictor_adapter_info{";
    private static final Pattern LABEL = Pattern.compile("([a-z]+)=\"([a-z0-9.-]{1,200})\"");

    private ServedPages() {}

    /**
     * An adapter that answers for a job.
     *
     * @param page of the predictor
     */
    public record Served(URI page, String job, String checkpointId, String adapterName) {}

    /** What the predictor of this machine serves that has its page where it is unless told otherwise. */
    public static List<Served> ofThisMachine() {
        return of(List.of(URI.create(
                "http://127.0.0.1:" + StageDeclarations.PREDICTOR.process().port())));
    }

    /**
     * What they serve; nothing of a page that is not there within two seconds, or is no predictor's.
     *
     * @param pages addresses without a path: {@code http://127.0.0.1:8085}
     */
    public static List<Served> of(List<URI> pages) {
        try (ProcessPages asked = new ProcessPages()) {
            return pages.stream()
                    .flatMap(page -> asked.read(page, "/metrics", MOST_BYTES).stream()
                            .flatMap(body -> in(new String(body, StandardCharsets.UTF_8), page).stream()))
                    .toList();
        }
    }

    /**
     * What a predictor serves whose metrics are these.
     *
     * @param metrics in Prometheus's text format
     * @param page what to say that they are of
     */
    public static List<Served> in(String metrics, URI page) {
        return metrics.lines()
                .filter(line -> line.startsWith(INFO))
                .map(line -> served(page, line))
                .filter(each -> !each.job().isEmpty())
                .toList();
    }

    private static Served served(URI page, String line) {
        String job = "";
        String checkpoint = "";
        String adapter = "";
        Matcher label = LABEL.matcher(line);
        while (label.find()) {
            switch (label.group(1)) {
                case "job" -> job = label.group(2);
                case "checkpoint" -> checkpoint = label.group(2);
                case "adapter" -> adapter = label.group(2);
                default -> {
                    // A label of a later version.
                }
            }
        }
        return new Served(page, job, checkpoint, adapter);
    }
}
