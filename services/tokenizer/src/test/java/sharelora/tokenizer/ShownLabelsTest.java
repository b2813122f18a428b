package sharelora.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import sharelora.platform.metrics.Metrics;
import sharelora.schemas.Stream;

/** A dead letter shows a stranger's label, and a stream's many, as a terminal may print them. */
class ShownLabelsTest {

    private final Feed feed = new Feed();
    private final Sent sent = new Sent();

    @Test
    void escapesAndCutsALabelThatIsNoneOfTheStreams() {
        assertThat(detail("\u001b[31m" + "x".repeat(5_000), List.of("a", "b\u0007")))
                .startsWith("found \\u001b[31mxxx")
                .endsWith("…; expected one of [a, b\\u0007]")
                .hasSizeLessThan(200);
    }

    @Test
    void namesTheFirstTenOfManyLabels() {
        List<String> labels = IntStream.range(0, 500).mapToObj(i -> "label" + i).toList();

        assertThat(detail("z", labels)).endsWith("label8, label9 and 490 more]");
    }

    private String detail(String label, List<String> labels) {
        Stream stream = Stream.newBuilder(Streams.stream(Streams.rule(4, 1_000, 2, 500)))
                .setLabels(labels)
                .build();
        Tokenizer tokenizer =
                new Tokenizer(stream, Words.ENCODER, new TokenizerMetrics(stream.getName(), Metrics.create()));
        tokenizer.accept(feed.example("id", "a text", label), sent);
        tokenizer.flush(sent);
        return sent.letters.getFirst().getDetail();
    }
}
