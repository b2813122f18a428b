package sharelora.demo.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Changes of Apache Tomcat from 2010 on, oldest first, as the changelogs within its distributions tell them. */
public final class TomcatChanges {

    private static final String CHANGELOG = "webapps/docs/changelog.html";

    /** What has fewer changes is no class of its own to learn. */
    private static final int FEWEST = 20;

    private TomcatChanges() {}

    /** What a change is labelled with. */
    public enum Label {
        /** The part of Tomcat that was changed, such as {@code catalina}. */
        COMPONENT,
        /** What kind of change it is, such as {@code fix}. */
        KIND;

        /** The word of the command line. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The label of that change. */
        public String of(Change change) {
            return switch (this) {
                case COMPONENT -> change.component();
                case KIND -> change.kind();
            };
        }
    }

    /**
     * Distinct changes of all changelogs in a folder, by the date of their release; one that several releases tell of
     * counts in the first. A label with fewer than {@value #FEWEST} changes is left out with them.
     *
     * @param folder holds {@code tomcat-VERSION.zip} files
     */
    public static List<Change> read(Path folder, Label label) {
        List<Change> all = new ArrayList<>();
        distributions(folder).forEach(zip -> all.addAll(Changelog.changes(changelog(zip))));
        all.sort(Comparator.comparing(Change::date)); // stable: within a release the changelog's own order
        Set<String> seen = new HashSet<>();
        List<Change> distinct = all.stream()
                .filter(change -> seen.add(change.text().toLowerCase(Locale.ROOT)))
                .toList();
        Map<String, Long> counts = distinct.stream().collect(Collectors.groupingBy(label::of, Collectors.counting()));
        return distinct.stream()
                .filter(change -> counts.get(label.of(change)) >= FEWEST)
                .toList();
    }

    private static List<Path> distributions(Path folder) {
        try (var files = Files.list(folder)) {
            List<Path> found = files.filter(
                            file -> file.getFileName().toString().matches("tomcat-\\d.*\\.zip"))
                    .sorted()
                    .toList();
            if (found.isEmpty()) {
                throw new IOException("no tomcat-*.zip");
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the changelogs are not in " + folder + "; ./sharelora demo --drift downloads them", e);
        }
    }

    private static String changelog(Path distribution) {
        try (ZipFile zip = new ZipFile(distribution.toFile())) {
            ZipEntry entry = zip.stream()
                    .filter(each -> each.getName().endsWith(CHANGELOG))
                    .findFirst()
                    .orElseThrow(() -> new IOException("no " + CHANGELOG));
            byte[] bytes = zip.getInputStream(entry).readAllBytes();
            String html = new String(bytes, StandardCharsets.UTF_8);
            return html.contains("charset=iso-8859-1") ? new String(bytes, StandardCharsets.ISO_8859_1) : html;
        } catch (IOException e) {
            throw new UncheckedIOException(distribution + " holds no changelog that can be read", e);
        }
    }
}
