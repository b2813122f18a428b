package sharelora.tokenizer;

import io.vertx.core.Future;
import java.time.Duration;
import sharelora.platform.examples.ExampleReader;
import sharelora.platform.host.Platform;
import sharelora.platform.kafka.LoopConfig;
import sharelora.platform.kafka.TransformLoop;
import sharelora.schemas.Groups;
import sharelora.schemas.Stream;
import sharelora.text.TextTokenizer;

/** Tokenizes one stream: its tokenizer and the loop that runs it. */
final class StreamLoop {

    private final String name;
    private final Platform platform;
    private final TextTokenizer text;
    private final Tokenizer tokenizer;
    private final TokenizerMetrics metrics;
    private final TransformLoop loop;

    private StreamLoop(Stream stream, TextTokenizer text, Platform platform) {
        this.name = "tokenizer " + stream.getName();
        this.platform = platform;
        this.text = text;
        this.metrics = new TokenizerMetrics(stream.getName(), platform.metrics());
        this.tokenizer = new Tokenizer(stream, Encoder.of(text, stream), metrics);
        LoopConfig reading = LoopConfig.of(name, Groups.tokenizers(stream.getName()), ExampleReader.topics(stream))
                .with(Tokenizer.letters(stream));
        this.loop = TransformLoop.start(reading, platform.kafka(), platform.metrics(), platform.health(), tokenizer);
    }

    /** Starts a loop at once. The loop owns the text tokenizer and closes it. */
    static StreamLoop start(Stream stream, TextTokenizer text, Platform platform) {
        return new StreamLoop(stream, text, platform);
    }

    void follow(Stream now) {
        tokenizer.follow(now);
    }

    StreamCounts counts() {
        return metrics.counts();
    }

    Duration idle() {
        return loop.idle();
    }

    Future<Void> drain() {
        return loop.drain();
    }

    Future<Void> ended() {
        return loop.ended();
    }

    /** Ends the loop, which takes eight seconds at most, then frees the native tokenizer. */
    void close() {
        loop.close();
        text.close();
        platform.health().forget(name);
    }
}
