package sharelora.demo.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.xml.stream.XMLStreamException;

/** Sentences with their corrections: the examples of LanguageTool's English rules, as its jar has them. */
public final class Corrections {

    private static final Pattern RULES = Pattern.compile("org/languagetool/rules/en/(.*/)?(grammar|style)\\.xml");
    private static final int LONGEST = 200;

    private Corrections() {}

    /**
     * Pairs of distinct wrong sentences up to 200 characters. The same jar and seed give the same list.
     *
     * @param folder holds {@code language-en-VERSION.jar}
     */
    public static List<Correction> read(Path folder, long seed) {
        List<Correction> pairs = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        Path jar = jar(folder);
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            for (ZipEntry rules : rules(zip)) {
                try (InputStream input = zip.getInputStream(rules)) {
                    RuleExamples.read(input).stream()
                            .filter(pair ->
                                    Math.max(pair.wrong().length(), pair.right().length()) <= LONGEST)
                            .filter(pair -> seen.add(pair.wrong()))
                            .forEach(pairs::add);
                }
            }
        } catch (IOException | XMLStreamException e) {
            throw new IllegalStateException(jar + " holds no rules that can be read: " + e.getMessage(), e);
        }
        Collections.shuffle(pairs, new Random(seed));
        return pairs;
    }

    private static List<? extends ZipEntry> rules(ZipFile zip) {
        return zip.stream()
                .filter(entry -> RULES.matcher(entry.getName()).matches())
                .sorted((one, other) -> one.getName().compareTo(other.getName()))
                .toList();
    }

    private static Path jar(Path folder) {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches("language-en-.*\\.jar"))
                    .sorted()
                    .findFirst()
                    .orElseThrow(() -> new IOException("no language-en-*.jar"));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the sentences are not in " + folder + "; ./sharelora demo --task generation downloads them", e);
        }
    }
}
