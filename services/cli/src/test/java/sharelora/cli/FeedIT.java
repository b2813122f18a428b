package sharelora.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sharelora.platform.kafka.TopicReader;
import sharelora.platform.kafka.TopicTable;
import sharelora.platform.records.Codec;
import sharelora.schemas.Example;
import sharelora.schemas.Query;
import sharelora.schemas.Topics;

/** What a person feeds and what the terminal then shows. */
class FeedIT {

    private static final String ESCAPE = "\u001b[2J";

    @TempDir
    private static Path folder;

    private static OperatorTestBed bed;

    @BeforeAll
    static void start() throws IOException {
        bed = OperatorTestBed.start(folder);
    }

    @AfterAll
    static void stop() {
        bed.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nested | data.text   | {\"id\":1,\"label\":\"a\",\"data\":{\"text\":\"hello\"}}",
                "listed | data.0.text | {\"id\":1,\"label\":\"a\",\"data\":[{\"text\":\"hello\"},{\"text\":\"no\"}]}",
                "second | data.1      | {\"id\":1,\"label\":\"a\",\"data\":[\"no\",\"hello\"]}"
            })
    void feedsTheTextThatAPathLeadsTo(String stream, String path, String line) throws IOException {
        // Given
        bed.submit(stream, "a, b");

        // When
        bed.done("feed", "--stream", stream, "--file", file(stream, line), "--field", "text=" + path);

        // Then
        assertThat(texts(stream)).containsExactly("hello");
    }

    @Test
    void writesQueriesWhichNeedNoLabel() throws IOException {
        // Given
        bed.submit("asked", "a, b");
        String file = file("asked", "{\"id\":\"17\",\"text\":\"hello\"}");

        // When
        String fed = bed.done("feed", "--stream", "asked", "--queries", "--file", file);

        // Then
        assertThat(fed).contains(Topics.queries("asked").name());
        assertThat(texts("asked")).isEmpty();
        assertThat(TopicTable.read(bed.kafka(), Topics.queries("asked")))
                .containsExactly(Map.entry("17", new Query("17", "hello", null, null, false)));
    }

    @Test
    void namesThePathThatLeadsNowhere() throws IOException {
        // Given
        bed.submit("nowhere", "a, b");
        String file = file("nowhere", "{\"id\":1,\"label\":\"a\",\"data\":[{\"body\":\"hello\"}]}");

        // When
        Captured run = bed.run("feed", "--stream", "nowhere", "--file", file, "--field", "text=data.0.text");

        // Then
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out()).contains("1 line skipped, no field \"data.0.text\" with a text: line 1");
    }

    @Test
    void printsLabelsAndIdsOfStrangersEscaped() throws IOException {
        // Given
        bed.submit("strange", "a, b");
        String line = "{\"id\":\"%1$s\",\"text\":\"hello\",\"label\":\"%1$s%2$s\"}"
                .formatted("\\u001b[2J", "x".repeat(3_000));
        bed.done("feed", "--stream", "strange", "--file", file("strange", line));
        bed.done("tokenizer", "--http-port", "0", "--until-idle", "0.2");

        // When
        String letters = bed.done("deadletters", "--stream", "strange");
        String replay = bed.done("deadletters", "--stream", "strange", "--replay");
        String watched =
                bed.done("watch", "--topic", "stream.strange.examples", "--from-beginning", "--until-idle", "0.2");

        // Then
        assertThat(letters).contains("unknown-label", "key \\u001b[2J", "found \\u001b[2Jxxx", "…");
        assertThat(replay).contains("1 left: label is still none of the stream's: \\u001b[2Jxxx");
        assertThat(watched).contains("id=\\u001b[2J", "label=\\u001b[2Jxxx");
        assertThat(letters + replay + watched).doesNotContain(ESCAPE).doesNotContain("x".repeat(100));
    }

    private static List<String> texts(String stream) {
        List<String> texts = new ArrayList<>();
        try (TopicReader reader =
                TopicReader.fromBeginning(bed.kafka(), Topics.examples(stream).name())) {
            reader.readToEnd(record ->
                    texts.add(Codec.decode(Example.class, record.value()).getText()));
        }
        return texts;
    }

    private static String file(String name, String line) throws IOException {
        return Files.writeString(folder.resolve(name + ".jsonl"), line + "\n").toString();
    }
}
