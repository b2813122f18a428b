package sharelora.cli.options;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import sharelora.operations.control.Controls;
import sharelora.platform.blobs.BlobStore;
import sharelora.platform.kafka.KafkaSettings;

/** A job, and where it is kept. */
public final class JobOption {

    @Mixin
    private Connection connection;

    @Option(names = "--job", required = true, paramLabel = "J", description = "The job.")
    private String job;

    public String job() {
        return job;
    }

    /** What whoever runs this command does. */
    public Controls controls() {
        return connection.controls();
    }

    public KafkaSettings kafka() {
        return connection.kafka();
    }

    public BlobStore blobs() {
        return connection.blobs();
    }
}
