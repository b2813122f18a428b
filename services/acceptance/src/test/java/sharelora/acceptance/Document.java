package sharelora.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A Markdown file of the project: its links, its headings, and the calls of our command in it. */
record Document(Path file, List<String> lines) {

    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern CALL = Pattern.compile("\\./sharelora ([^`#]+)");
    private static final Pattern CODE = Pattern.compile("`[^`]*`");

    /** The file of that path below the project's root. */
    static Document of(String path) {
        return of(ROOT.resolve(path));
    }

    /** Everything that a reader is sent to. */
    static List<Document> all() {
        try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
            List<Path> files =
                    new ArrayList<>(docs.filter(file -> file.toString().endsWith(".md"))
                            .sorted()
                            .toList());
            for (String name : List.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md")) {
                files.add(ROOT.resolve(name));
            }
            modules().forEach(module -> files.add(ROOT.resolve(module).resolve("README.md")));
            return files.stream().map(Document::of).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Folders of the modules, as the root's pom lists them. */
    static List<String> modules() {
        Pattern module = Pattern.compile("<module>(.+)</module>");
        return module.matcher(read(ROOT.resolve("pom.xml")))
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    int words() {
        return String.join(" ", lines).strip().split("\\s+").length;
    }

    /** Links that lead nowhere: a file that is not there, or a heading that it does not have. */
    List<String> brokenLinks() {
        return prose().stream()
                .flatMap(line -> LINK.matcher(line).results())
                .map(link -> link.group(1))
                .filter(link -> !link.matches("https?://.*"))
                .filter(link -> !leadsSomewhere(link))
                .toList();
    }

    /** What stands behind {@code ./sharelora} where it is called, word by word, without comments. */
    List<List<String>> calls() {
        return lines.stream()
                .flatMap(line -> CALL.matcher(line).results())
                .map(MatchResult::group)
                .map(call -> List.of(call.replaceAll("[\\[\\]]", "").strip().split("[\\s=]+", -1)))
                .map(words -> words.subList(1, words.size()))
                .toList();
    }

    @Override
    public String toString() {
        return ROOT.relativize(file).toString();
    }

    private static Document of(Path file) {
        return new Document(file, read(file).lines().toList());
    }

    private boolean leadsSomewhere(String link) {
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty() ? file : file.resolveSibling(parts[0]).normalize();
        if (!target.startsWith(ROOT) || !Files.exists(target)) {
            return false;
        }
        return parts.length == 1 || of(target).anchors().contains(parts[1]);
    }

    /** As GitHub makes them of headings. */
    private Set<String> anchors() {
        Set<String> anchors = new HashSet<>();
        for (String line : prose()) {
            if (line.matches("#{1,6} .*")) {
                anchors.add(line.replaceFirst("#+ ", "")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-'));
            }
        }
        return anchors;
    }

    /** Lines outside of fenced blocks, without code. */
    private List<String> prose() {
        List<String> prose = new ArrayList<>();
        boolean fenced = false;
        for (String line : lines) {
            if (line.startsWith("```")) {
                fenced = !fenced;
            } else if (!fenced) {
                prose.add(line.startsWith("#") ? line : CODE.matcher(line).replaceAll("code"));
            }
        }
        return prose;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
