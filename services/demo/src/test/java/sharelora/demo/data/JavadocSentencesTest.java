package sharelora.demo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sharelora.operations.examples.LabelledText;

class JavadocSentencesTest {

    private static final String SHARED = "Says the very same thing in both of the libraries.";

    @TempDir
    private Path folder;

    @BeforeEach
    void writeJars() throws IOException {
        jar("lucene-core-9.12.1-sources.jar", "lucene", 12);
        jar("guava-33.4.8-jre-sources.jar", "guava", 5);
        jar("guava-33.4.8-jre.jar", "binary", 5);
    }

    @Test
    void labelsDistinctSentencesWithTheirLibrary() {
        // When
        List<LabelledText> texts = JavadocSentences.read(folder, 7);

        // Then
        assertThat(texts).filteredOn(text -> text.label().equals("lucene-core")).hasSize(12);
        assertThat(texts)
                .filteredOn(text -> text.label().equals("guava"))
                .hasSize(6)
                .anySatisfy(text -> assertThat(text.text()).isEqualTo(SHARED));
        assertThat(texts).extracting(LabelledText::text).doesNotHaveDuplicates();
        assertThat(texts).extracting(LabelledText::id).doesNotHaveDuplicates();
        assertThat(texts).noneMatch(text -> text.text().contains("icense"));
    }

    @Test
    void takesOneOfEachLibraryARoundAsLongAsItHasAny() {
        // When
        List<LabelledText> texts = JavadocSentences.read(folder, 7);

        // Then
        List<Set<String>> rounds = IntStream.range(0, 6)
                .mapToObj(round -> texts.subList(2 * round, 2 * round + 2).stream()
                        .map(LabelledText::label)
                        .collect(Collectors.toSet()))
                .toList();
        assertThat(rounds).containsOnly(Set.of("guava", "lucene-core"));
        assertThat(texts.subList(12, texts.size()))
                .extracting(LabelledText::label)
                .hasSize(6)
                .containsOnly("lucene-core");
    }

    @Test
    void ordersBySeedAlone() {
        // When
        List<LabelledText> first = JavadocSentences.read(folder, 7);
        List<LabelledText> again = JavadocSentences.read(folder, 7);
        List<LabelledText> other = JavadocSentences.read(folder, 8);

        // Then
        assertThat(again).isEqualTo(first);
        assertThat(other).isNotEqualTo(first);
        assertThat(texts(other)).isEqualTo(texts(first));
    }

    @Test
    void saysWhichFolderHasNoJars() {
        // Given
        Path missing = folder.resolve("missing");

        // When / Then
        assertThatThrownBy(() -> JavadocSentences.read(missing, 7))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(missing.toString());
    }

    private static Set<String> texts(List<LabelledText> texts) {
        return texts.stream().map(LabelledText::text).collect(Collectors.toCollection(HashSet::new));
    }

    /** Sentences twice over, beside one of every library, a licence, and files that are no sources. */
    private void jar(String name, String word, int sentences) throws IOException {
        String comments = IntStream.range(0, sentences)
                .mapToObj(i -> "/** Tells about number %d of the library %s. */ int f%d;\n".formatted(i, word, i))
                .collect(Collectors.joining());
        String source = "/** Licensed under the terms of the library at hand. */\nclass A {\n/** " + SHARED + " */\n"
                + comments + comments + "/** never ends";
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(folder.resolve(name)))) {
            entry(zip, "a/A.java", source);
            entry(zip, "a/readme.md", "/** Is no source and so it is not read at all. */");
        }
    }

    private static void entry(ZipOutputStream zip, String name, String content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content.getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
    }
}
