package sharelora.platform.host;

import sharelora.platform.blobs.BlobStore;
import sharelora.platform.health.Health;
import sharelora.platform.kafka.KafkaSettings;
import sharelora.platform.metrics.Metrics;

/** What every stage is handed; stages in one process may share it. */
public record Platform(KafkaSettings kafka, BlobStore blobs, Metrics metrics, Health health) {}
