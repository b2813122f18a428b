package sharelora.operations.audit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import sharelora.fixtures.Batches;
import sharelora.fixtures.TestInstallation;
import sharelora.platform.blobs.BlobStore;
import sharelora.platform.records.Outgoing;
import sharelora.schemas.Topics;

/** An installation with three batches of a stream, and what jobs made of them. */
final class ThreeBatches {

    private ThreeBatches() {}

    /** @param made steps, letters and events, in the order in which they are written */
    static TestInstallation with(Path folder, List<? extends Outgoing<?>> made) {
        TestInstallation installation = TestInstallation.start(
                folder, BlobStore.open(folder.resolve("blobs").toUri()));
        installation.createStream(Batches.STREAM);
        List<Outgoing<?>> records = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            records.add(Outgoing.of(Topics.tokenBatches(Batches.STREAM), null, Batches.batch(i)));
        }
        records.addAll(made);
        installation.write(records);
        return installation;
    }
}
