package sharelora.demo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.xml.stream.XMLStreamException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuleExamplesTest {

    private static final String HEAD = """
            <?xml version="1.0" encoding="UTF-8"?>
            <?xml-stylesheet type="text/xsl" href="print.xsl" ?>
            <!DOCTYPE rules [ <!ENTITY days "Monday|Tuesday"> <!ENTITY file SYSTEM "file:///etc/hostname"> ]>
            """;

    @TempDir
    private Path folder;

    @Test
    void replacesWhatIsMarkedByTheFirstCorrection() throws XMLStreamException {
        // When
        List<Correction> found = read("""
                <example correction="lose|loosen">I will <marker>loose</marker> the
                  <em>game</em>.</example>
                <example correction="We&apos;re"><marker>We'Re</marker> here &amp; there.</example>
                """);

        // Then
        assertThat(found)
                .containsExactly(
                        new Correction("I will loose the game.", "I will lose the game."),
                        new Correction("We'Re here & there.", "We're here & there."));
    }

    @Test
    void passesOverExamplesThatHaveNothingToCorrectOrNeedAnEntity() throws XMLStreamException {
        assertThat(read("""
                <token>&days;</token>
                <example>Nothing is wrong.</example>
                <example correction="">It is <marker>wrong</marker>.</example>
                <example correction="on">It is <marker>in</marker> &days;.</example>
                <example correction="on">It is <marker>in</marker> &file;.</example>
                <example correction="same">All the <marker>same</marker>.</example>
                """)).isEmpty();
    }

    @Test
    void refusesWhatIsNoXml() {
        assertThatThrownBy(() -> read("<example correction='a'>")).isInstanceOf(XMLStreamException.class);
    }

    @Test
    void readsTheEnglishRulesOfAJarEachWrongSentenceOnce() throws IOException {
        // Given
        try (ZipOutputStream jar = new ZipOutputStream(Files.newOutputStream(folder.resolve("language-en-6.5.jar")))) {
            for (String name : List.of("grammar.xml", "en-US/style.xml", "other.xml")) {
                jar.putNextEntry(new ZipEntry("org/languagetool/rules/en/" + name));
                jar.write(rules("""
                        <example correction="an">It is <marker>a</marker> apple.</example>
                        <example correction="is">%s <marker>are</marker> here.</example>
                        """.formatted(name)));
            }
        }

        // When
        List<Correction> pairs = Corrections.read(folder, 7);

        // Then
        assertThat(pairs)
                .containsExactlyInAnyOrder(
                        new Correction("It is a apple.", "It is an apple."),
                        new Correction("grammar.xml are here.", "grammar.xml is here."),
                        new Correction("en-US/style.xml are here.", "en-US/style.xml is here."));
    }

    private static List<Correction> read(String examples) throws XMLStreamException {
        return RuleExamples.read(new ByteArrayInputStream(rules(examples)));
    }

    private static byte[] rules(String examples) {
        return (HEAD + "<rules>" + examples + "</rules>").getBytes(StandardCharsets.UTF_8);
    }
}
