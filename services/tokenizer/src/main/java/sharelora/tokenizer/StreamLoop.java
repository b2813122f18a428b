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

/** One stream at work: its tokenizer and the loop around it. */
final class StreamLoop {

    private final String name;
    private final Platform platform;
    private final TextTokenizer text;
    private final Tokenizer tokenizer;
    private final TokenizerMetrics figures;
    private final TransformLoop loop;

    private StreamLoop(Stream stream, TextTokenizer text, Platform platform) {
        this.name = "tokenizer " + stream.getName();
        this.platform = platform;
        this.text = text;
        this.figures = new TokenizerMetrics(stream.getName(), platform.metrics());
        this.tokenizer = new Tokenizer(stream, Encoder.of(text, stream), figures);
        LoopConfig reading = LoopConfig.of(name, Groups.tokenizers(stream.getName()), ExampleReader.topics(stream));
        this.loop = TransformLoop.start(reading, platform.kafka(), platform.metrics(), platform.health(), tokenizer);
    }

    /** Starts at once. The text tokenizer is this loop's from now on. */
    static StreamLoop start(Stream stream, TextTokenizer text, Platform platform) {
        return new StreamLoop(stream, text, platform);
    }

    void follow(Stream now) {
        tokenizer.follow(now);
    }

    StreamCounts counts() {
        return figures.counts();
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

    /** Ends the loop, at most eight seconds, then frees the native tokenizer. */
    void close() {
        loop.close();
        text.close();
        platform.health().forget(name);
    }
}
