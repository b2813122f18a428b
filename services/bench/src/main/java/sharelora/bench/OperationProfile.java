package sharelora.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;
import sharelora.engine.OperationNames;

/**
 * Where CPU time goes, by operation of the engine, forward and backward together. The JVM samples each thread's CPU time
 * (JEP 509), in native code too; a sample belongs to the operation whose kernel was running.
 */
final class OperationProfile implements AutoCloseable {

    private static final String SAMPLE = "jdk.CPUTimeSample";

    private final Recording recording = new Recording();

    private OperationProfile() {
        recording.enable(SAMPLE).with("throttle", "10ms");
        recording.start();
    }

    static OperationProfile start() {
        return new OperationProfile();
    }

    /** Share of CPU time by operation, 0 to 1; time outside of operations is {@code other}. */
    Map<String, Double> shares() {
        try {
            Path file = Files.createTempFile("sharelora-bench", ".jfr");
            try {
                recording.stop();
                recording.dump(file);
                return shares(RecordingFile.readAllEvents(file));
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the recording: " + e.getMessage(), e);
        }
    }

    private static Map<String, Double> shares(List<RecordedEvent> events) {
        Map<String, Double> shares = new TreeMap<>();
        List<RecordedEvent> samples = events.stream()
                .filter(event -> event.getEventType().getName().equals(SAMPLE))
                .toList();
        samples.forEach(sample -> shares.merge(operation(sample), 1.0 / samples.size(), Double::sum));
        return shares;
    }

    /** The outermost class behind the seam is the operation; what it calls are its kernels. */
    private static String operation(RecordedEvent sample) {
        if (sample.getStackTrace() == null) {
            return "other";
        }
        List<RecordedFrame> frames = sample.getStackTrace().getFrames();
        return frames.reversed().stream()
                .map(frame -> frame.getMethod().getType().getName())
                .map(OperationNames::of)
                .flatMap(Optional::stream)
                .findFirst()
                .orElse("other");
    }

    @Override
    public void close() {
        recording.close();
    }
}
