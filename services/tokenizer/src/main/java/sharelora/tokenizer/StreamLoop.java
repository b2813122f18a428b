package sharelora.tokenizer;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import sharelora.platform.examples.ExampleReader;
import sharelora.platform.host.Platform;
import sharelora.platform.kafka.LoopConfig;
import sharelora.platform.kafka.TransformLoop;
import sharelora.schemas.Groups;
import sharelora.schemas.Stream;
import sharelora.text.TextTokenizer;

/** Tokenizes one stream: its tokenizer and the loop that runs it. */
final class StreamLoop {

    private final String check;
    private final Platform platform;
    private final TextTokenizer text;
    private final Tokenizer tokenizer;
    private final TokenizerMetrics metrics;
    private final RecordBoundary boundary;
    private final TransformLoop loop;
    private volatile Stream stream;

    private StreamLoop(Stream stream, TextTokenizer text, Encoder encoder, Platform platform) {
        this.check = "tokenizer " + stream.getName();
        this.stream = stream;
        this.platform = platform;
        this.text = text;
        this.metrics = new TokenizerMetrics(stream.getName(), platform.metrics());
        this.tokenizer = new Tokenizer(stream, encoder, metrics);
        this.boundary = new RecordBoundary(stream.getName(), tokenizer, metrics);
        LoopConfig reading = LoopConfig.of(check, Groups.tokenizers(stream.getName()), ExampleReader.topics(stream))
                .with(Tokenizer.letters(stream));
        this.loop = TransformLoop.start(reading, platform.kafka(), platform.metrics(), platform.health(), boundary);
    }

    /**
     * Starts a loop at once. The loop owns the text tokenizer and closes it, also where it cannot be started.
     *
     * @param ran as the stream was while it was tokenized before; empty where it was not
     * @throws sharelora.platform.failure.FatalException where it changed since, but for what may be appended
     */
    static StreamLoop start(
            Stream stream, Optional<Stream> ran, TextTokenizer text, BaseTokenizers bases, Platform platform) {
        try {
            ran.ifPresent(before -> StreamChanges.requireAppended(before, stream));
            return new StreamLoop(stream, text, bases.encoder(text, stream), platform);
        } catch (RuntimeException | Error e) {
            text.close();
            throw e;
        }
    }

    String name() {
        return stream.getName();
    }

    /** As it is tokenized now. */
    Stream stream() {
        return stream;
    }

    /**
     * Takes over what was appended; where it stands still, it tries again at once.
     *
     * @throws sharelora.platform.failure.FatalException where the stream changed otherwise
     */
    void follow(Stream now) {
        if (now.equals(stream)) {
            return;
        }
        tokenizer.follow(now);
        stream = now;
        if (boundary.standsStill()) {
            loop.retry();
        }
    }

    StreamCounts counts() {
        return metrics.counts();
    }

    /** For how long it has had nothing to do, or nothing that it can do. */
    Duration idle() {
        return boundary.standsStill() ? boundary.standing() : loop.idle();
    }

    /** Fails where the stream stands still before it is drained. */
    Future<Void> drain() {
        return boundary.drain(loop.drain());
    }

    Future<Void> ended() {
        return loop.ended();
    }

    /** Ends the loop, which takes eight seconds at most, then frees the native tokenizer. */
    void close() {
        loop.close();
        text.close();
        platform.health().forget(check);
    }
}
