package sharelora.cli.deployment;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A query to Prometheus, as far as it names series and labels. What is in it that nobody shows is a problem. */
record Query(String text) {

    private static final Pattern OPERAND = Pattern.compile("\\b(?:and|or|unless)\\b");
    private static final Pattern GROUPING = Pattern.compile("\\b(?:by|on|without|ignoring) *\\(([^)]*)\\)");
    private static final Pattern SELECTOR = Pattern.compile("\\{([^}]*)}");
    private static final Pattern MATCHER = Pattern.compile("(\\w+) *(?:=~|!~|!=|=)");
    private static final Pattern STRING = Pattern.compile("\"[^\"]*\"");
    private static final Pattern RANGE = Pattern.compile("\\[[^]]*]|\\boffset +\\w+");
    private static final Pattern NAME = Pattern.compile("\\b[a-zA-Z_:][\\w:]*\\b(?! *\\()");
    private static final Set<String> WORDS = Set.of("by", "on", "without", "ignoring", "bool", "inf", "nan");

    /** What Prometheus itself puts on every series. */
    private static final Set<String> TARGET = Set.of("job", "instance");

    /** Series and labels that are not among these, each side of {@code and}, {@code or}, {@code unless} by itself. */
    List<String> problems(Map<String, Set<String>> known) {
        return Stream.of(OPERAND.split(STRING.matcher(text).replaceAll("\"\"")))
                .flatMap(operand -> problemsIn(operand, known))
                .toList();
    }

    private static Stream<String> problemsIn(String operand, Map<String, Set<String>> known) {
        Set<String> series = series(operand);
        Set<String> labels = new HashSet<>(TARGET);
        series.forEach(name -> labels.addAll(known.getOrDefault(name, Set.of())));
        return Stream.concat(
                series.stream().filter(name -> !known.containsKey(name)).map(name -> "no series " + name),
                labels(operand)
                        .filter(label -> !labels.contains(label))
                        .map(label -> "no label " + label + " on " + series));
    }

    private static Set<String> series(String operand) {
        String bare = operand;
        for (Pattern other : List.of(GROUPING, SELECTOR, RANGE, STRING)) {
            bare = other.matcher(bare).replaceAll(" ");
        }
        return NAME.matcher(bare)
                .results()
                .map(MatchResult::group)
                .filter(name -> !WORDS.contains(name))
                .collect(Collectors.toSet());
    }

    private static Stream<String> labels(String operand) {
        Stream<String> grouped = GROUPING.matcher(operand)
                .results()
                .flatMap(group -> Stream.of(group.group(1).split(" *, *")));
        Stream<String> selected = SELECTOR.matcher(operand)
                .results()
                .flatMap(selector -> MATCHER.matcher(selector.group(1)).results())
                .map(matcher -> matcher.group(1));
        return Stream.concat(grouped, selected);
    }
}
