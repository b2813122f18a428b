package sharelora.console.model;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.List;

/** Jobs of one stream side by side, with paired differences where two were measured on the same records. */
final class ComparisonJson {

    /** Pairs grow with the square of the jobs. */
    private static final int MOST = 30;

    private ComparisonJson() {}

    static ObjectNode of(List<JobView> views, String suite) {
        List<JobView> shown = views.subList(0, Math.min(MOST, views.size()));
        ObjectNode node =
                JsonNodeFactory.instance.objectNode().put("suite", suite).put("left", views.size() - shown.size());
        ArrayNode jobs = node.putArray("jobs");
        shown.forEach(view -> jobs.add(job(view, suite)));
        ArrayNode pairs = node.putArray("pairs");
        for (int i = 0; i < shown.size(); i++) {
            for (int j = i + 1; j < shown.size(); j++) {
                pair(pairs, shown.get(i), shown.get(j), suite);
            }
        }
        return node;
    }

    /** In short, and what is drawn beside the others'. */
    private static ObjectNode job(JobView view, String suite) {
        ObjectNode node = JobJson.summary(view);
        JobJson.steps(node.putArray("steps"), view);
        view.results().stream().map(Measured::suite).distinct().sorted().forEach(node.putArray("suites")::add);
        ArrayNode results = node.putArray("results");
        view.results().stream()
                .filter(result -> result.suite().equals(suite))
                .sorted(Comparator.comparingLong(Measured::step))
                .forEach(result -> JobJson.figures(
                        results.addObject().put("step", result.step()).putArray("metrics"), result.metrics()));
        return node;
    }

    private static void pair(ArrayNode pairs, JobView one, JobView other, String suite) {
        one.classes(suite)
                .flatMap(first -> other.classes(suite)
                        .flatMap(second -> first.beside(second)
                                .map(paired -> JsonNodeFactory.instance
                                        .objectNode()
                                        .put("one", one.id())
                                        .put("oneStep", first.step())
                                        .put("other", other.id())
                                        .put("otherStep", second.step())
                                        .put("value", paired.difference())
                                        .put("low", paired.low())
                                        .put("high", paired.high())
                                        .put("n", paired.n()))))
                .ifPresent(pairs::add);
    }
}
