package sharelora.platform.host;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import sharelora.platform.http.HttpConfig;
import sharelora.platform.kafka.KafkaSettings;

/**
 * How a process runs its stage.
 *
 * @param name the stage's name in logs and thread names
 * @param blobs URI of the blob store, {@code file:///FOLDER} or {@code s3://BUCKET/PREFIX}
 * @param untilIdle drain and exit after this long without work; empty: run until told to stop
 */
public record HostConfig(String name, KafkaSettings kafka, URI blobs, HttpConfig http, Optional<Duration> untilIdle) {}
