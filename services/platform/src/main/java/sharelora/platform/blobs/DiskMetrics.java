package sharelora.platform.blobs;

import java.io.File;
import sharelora.platform.metrics.Metrics;

/** Metrics of the disk that a blob store uses on this machine. Kafka shows the disks of its brokers itself. */
public final class DiskMetrics {

    private DiskMetrics() {}

    /** Registers the metrics. A folder that is gone counts as full: 0 bytes free. */
    public static void show(BlobStore blobs, Metrics metrics) {
        File folder = blobs.folder().toFile();
        metrics.measured(
                "disk_free_bytes", "Room left where blobs are kept, or copies of them.", folder::getUsableSpace);
        metrics.measured("disk_size_bytes", "Size of the disk that blobs are on, or copies.", folder::getTotalSpace);
    }
}
