package sharelora.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import sharelora.operations.export.Checkpoints;
import sharelora.operations.topics.TopicRecords;
import sharelora.schemas.AdapterSnapshot;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.Topics;

/**
 * An installation where the job {@code tickets} has learned a little, {@code waiting} has examples in front of it, and
 * {@code letters} has dead letters. Learning takes seconds, so the tests of a process share one.
 */
record LearnedInstallation(OperatorTestBed bed) {

    static LearnedInstallation shared() {
        return Shared.INSTALLATION;
    }

    private static final class Shared {

        private static final LearnedInstallation INSTALLATION = start();

        private static LearnedInstallation start() {
            try {
                Path folder = Files.createTempDirectory(Path.of("target"), "operator-");
                OperatorTestBed bed = OperatorTestBed.start(folder.toAbsolutePath());
                Runtime.getRuntime().addShutdownHook(new Thread(bed::close));
                learn(bed);
                return new LearnedInstallation(bed);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static void learn(OperatorTestBed bed) throws IOException {
            bed.submit("tickets", "bug, question");
            bed.feed("tickets", 0, 80, "bug", "question");
            bed.submit("waiting", "bug, question");
            bed.feed("waiting", 0, 12, "bug", "question");
            bed.submit("letters", "bug, question");
            bed.feed("letters", 0, 4, "bug", "question");
            bed.feed("letters", 4, 10, "praise", "praise");
            bed.feed("letters", 10, 12, "insult", "insult");
            bed.flow("tickets");
        }
    }

    /** The newest manifest of {@code tickets}. */
    AdapterSnapshot newest() {
        List<AdapterSnapshot> manifests = new ArrayList<>();
        TopicRecords.read(bed.kafka(), Topics.ADAPTER_SNAPSHOTS, (AdapterSnapshot each) -> {
            if (each.getJobId().equals("tickets")) {
                manifests.add(each);
            }
        });
        return manifests.getLast();
    }

    /** The checkpoints of {@code tickets}, by step. */
    List<Checkpoint> checkpoints() {
        return Checkpoints.of("tickets", bed.kafka()).all();
    }

    /** The checkpoint of {@code tickets} at that step. */
    Checkpoint checkpoint(long step) {
        return checkpoints().stream()
                .filter(each -> each.getStep() == step)
                .findFirst()
                .orElseThrow();
    }
}
