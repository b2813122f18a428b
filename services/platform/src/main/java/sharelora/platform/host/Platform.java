package sharelora.platform.host;

import sharelora.platform.blobs.BlobStore;
import sharelora.platform.health.Health;
import sharelora.platform.kafka.KafkaSettings;
import sharelora.platform.metrics.Metrics;

/** What every stage gets from its process; several stages in one process may share it. */
public record Platform(KafkaSettings kafka, BlobStore blobs, Metrics metrics, Health health) {}
