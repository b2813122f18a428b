package sharelora.cli.options;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;
import sharelora.demo.DemoLearner;
import sharelora.demo.data.Change;
import sharelora.demo.data.TomcatChanges;
import sharelora.demo.drift.DatedText;
import sharelora.demo.drift.DriftChart;
import sharelora.demo.drift.DriftConfig;
import sharelora.demo.drift.DriftFile;
import sharelora.demo.drift.DriftReport;
import sharelora.demo.drift.Eras;
import sharelora.demo.drift.JobChanges;
import sharelora.operations.Home;
import sharelora.operations.Problems;
import sharelora.operations.examples.LabelledText;

/** The options of a demo that tells of drift. */
public final class DriftOptions {

    private static final int ERAS = 5;
    private static final int WINDOW = 500;
    private static final String YEAR = "year";

    @Option(
            names = "--drift",
            description = "Plays a stream in order, era by era, by default the changelogs of Tomcat from 2010 on, and"
                    + " measures each era's checkpoint on held-out records of every era.")
    private boolean drift;

    @Option(
            names = "--eras",
            paramLabel = "N",
            description = "With --drift: so many eras of equally many records, 2 to 50. Default: " + ERAS)
    private Integer eras;

    @Option(
            names = "--era",
            paramLabel = "FIELD",
            description = "With --drift: an era for each value of that field; of the changelogs: year.")
    private String era;

    @Option(
            names = "--label",
            paramLabel = "component|kind",
            description = "With --drift: what of a change in the changelogs is learned. Default: component")
    private String label;

    @Option(
            names = "--window",
            paramLabel = "N",
            description = "With --drift: records that the prequential accuracy is taken over. Default: " + WINDOW)
    private Integer window;

    @Option(names = "--chart", paramLabel = "F.svg", description = "With --drift: also draw what was measured.")
    private Path chart;

    @Option(
            names = "--set",
            paramLabel = "FIELD=VALUE",
            description = "With --drift: a field of the job file, such as --set training.weightDecay=0.1; any number.")
    private Map<String, String> set = new LinkedHashMap<>();

    /** Whether drift is to be told of. */
    public boolean asked() {
        return drift;
    }

    /**
     * Adds what is wrong with the options.
     *
     * @param classification whether classes are learned
     * @param file the user's own; null: the changelogs
     */
    public void check(boolean classification, Path file, Problems problems) {
        if (!drift) {
            given().forEach((name, value) -> problems.add(name, value, "no such option but with --drift"));
            return;
        }
        if (!classification) {
            problems.refuse("--drift", "measures accuracy, expected --task classification");
        }
        if (eras != null && era != null) {
            problems.add("--eras", eras, "either --eras or --era");
        }
        if (eras != null && (eras < 2 || eras > 50)) {
            problems.add("--eras", eras, "2 to 50");
        }
        if (window != null && window < 1) {
            problems.add("--window", window, "at least 1");
        }
        if (file == null && era != null && !era.equals(YEAR)) {
            problems.add("--era", era, YEAR + ", which alone the changelogs have, or a --file with that field");
        }
        if (file != null && label != null) {
            problems.add("--label", label, "no such option with --file, whose records have a label");
        } else if (label != null && kinds().noneMatch(label::equals)) {
            problems.add("--label", label, kinds().collect(Collectors.joining(" or ")));
        }
        new JobChanges(set).check("--set", problems);
        checkChart(problems);
    }

    private void checkChart(Problems problems) {
        if (chart == null) {
            return;
        }
        if (Files.isDirectory(chart) || !Files.isWritable(chart.toAbsolutePath().getParent())) {
            problems.add("--chart", chart, "a file in a folder that can be written to");
        }
        DriftChart.obstacle()
                .ifPresent(why -> problems.refuse(
                        "--chart", "this machine cannot draw text, expected fontconfig and a font on it: " + why));
    }

    private static java.util.stream.Stream<String> kinds() {
        return Arrays.stream(TomcatChanges.Label.values()).map(TomcatChanges.Label::word);
    }

    private Map<String, Object> given() {
        Map<String, Object> given = new LinkedHashMap<>();
        given.put("--eras", eras);
        given.put("--era", era);
        given.put("--label", label);
        given.put("--window", window);
        given.put("--chart", chart);
        given.put("--set", set.isEmpty() ? null : set);
        given.values().removeIf(value -> value == null);
        return given;
    }

    /**
     * The stream, cut into eras, with what is learned from it.
     *
     * @param file the user's own; null: the changelogs
     * @param records at the most; null: all
     * @throws sharelora.operations.WrongUsageException where no report could be made of it
     */
    public DriftConfig config(Path file, Integer records, DemoLearner learner, PrintWriter out) throws IOException {
        List<DatedText> all = file == null
                ? changes()
                : DriftFile.read(file, Optional.ofNullable(era), line -> {
                    out.println(line);
                    out.flush();
                });
        List<DatedText> stream = records == null ? all : Eras.thinned(all, records);
        Eras cut = era == null ? Eras.ofEqualCounts(stream, eras == null ? ERAS : eras) : Eras.byMark(stream);
        return new DriftConfig(cut.checked(), learner, window == null ? WINDOW : window, new JobChanges(set));
    }

    private List<DatedText> changes() {
        TomcatChanges.Label what = Arrays.stream(TomcatChanges.Label.values())
                .filter(each -> each.word().equals(label))
                .findFirst()
                .orElse(TomcatChanges.Label.COMPONENT);
        return TomcatChanges.read(Home.downloads(), what).stream()
                .map(change ->
                        new DatedText(new LabelledText(change.id(), change.text(), what.of(change)), mark(change)))
                .toList();
    }

    /** Years make eras; in eras of equal counts, months tell more of where they begin. */
    private String mark(Change change) {
        return change.date().toString().substring(0, era == null ? 7 : 4);
    }

    /** Draws the picture, where one was asked for. */
    public void draw(DriftReport report) throws IOException {
        if (chart != null) {
            DriftChart.write(report, chart);
        }
    }
}
