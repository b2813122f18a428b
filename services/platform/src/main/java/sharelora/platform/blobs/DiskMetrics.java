package sharelora.platform.blobs;

import java.io.File;
import sharelora.platform.metrics.Metrics;

/** How much room a blob store has on this machine. What Kafka has on its own is Kafka's to show. */
public final class DiskMetrics {

    private DiskMetrics() {}

    /** Shows it from now on. A folder that is gone has no room: that is as bad as a full one, and looks alike. */
    public static void show(BlobStore blobs, Metrics metrics) {
        File folder = blobs.folder().toFile();
        metrics.measured(
                "disk_free_bytes", "Room left where blobs are kept, or copies of them.", folder::getUsableSpace);
        metrics.measured("disk_size_bytes", "Size of the disk that blobs are on, or copies.", folder::getTotalSpace);
    }
}
