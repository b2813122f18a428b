package sharelora.demo.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import sharelora.operations.examples.LabelledText;

/** Distinct first sentences of Javadoc comments, labelled with the library they come from. */
public final class JavadocSentences {

    private static final String SOURCES = "-sources.jar";

    private JavadocSentences() {}

    /**
     * Sentences of all source jars in a folder, in rounds of one of each library as long as it has any, every round in an
     * order of its own. The same jars and seed give the same list.
     *
     * @param folder holds {@code NAME-VERSION-sources.jar} files; NAME is the label
     */
    public static List<LabelledText> read(Path folder, long seed) {
        Set<String> seen = new HashSet<>();
        Map<String, List<String>> byLabel = new TreeMap<>();
        for (Path jar : jars(folder)) {
            byLabel.put(label(jar), sentences(jar, seen));
        }
        Random random = new Random(seed);
        byLabel.values().forEach(sentences -> Collections.shuffle(sentences, random));
        return inRounds(byLabel, random);
    }

    /** {@code lucene-core-9.12.1-sources.jar} → {@code lucene-core}. */
    static String label(Path jar) {
        return jar.getFileName().toString().replaceFirst("-\\d.*$", "");
    }

    private static List<LabelledText> inRounds(Map<String, List<String>> byLabel, Random random) {
        int longest = byLabel.values().stream().mapToInt(List::size).max().orElse(0);
        List<LabelledText> texts = new ArrayList<>();
        for (int i = 0; i < longest; i++) {
            int place = i;
            List<LabelledText> round = new ArrayList<>();
            byLabel.forEach((label, sentences) -> {
                if (place < sentences.size()) {
                    round.add(new LabelledText(label + "-" + place, sentences.get(place), label));
                }
            });
            Collections.shuffle(round, random);
            texts.addAll(round);
        }
        return texts;
    }

    private static List<Path> jars(Path folder) {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(SOURCES))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("no source jars in " + folder, e);
        }
    }

    private static List<String> sentences(Path jar, Set<String> seen) {
        List<String> sentences = new ArrayList<>();
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            List<? extends ZipEntry> sources = zip.stream()
                    .filter(entry -> entry.getName().endsWith(".java"))
                    .toList();
            for (ZipEntry source : sources) {
                String text = new String(zip.getInputStream(source).readAllBytes(), StandardCharsets.UTF_8);
                comments(text)
                        .forEach(comment ->
                                JavadocSentence.of(comment).filter(seen::add).ifPresent(sentences::add));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(jar + " is not a readable jar", e);
        }
        return sentences;
    }

    private static List<String> comments(String source) {
        List<String> comments = new ArrayList<>();
        int start = source.indexOf("/**");
        while (start >= 0) {
            int end = source.indexOf("*/", start + 3);
            if (end < 0) {
                break;
            }
            comments.add(source.substring(start + 3, end));
            start = source.indexOf("/**", end + 2);
        }
        return comments;
    }
}
