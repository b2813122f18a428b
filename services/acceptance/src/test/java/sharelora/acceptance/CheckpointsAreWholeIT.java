package sharelora.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sharelora.acceptance.guarantee.CheckpointsAreWhole;
import sharelora.acceptance.guarantee.Scale;

@Tag("long")
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CheckpointsAreWholeIT {

    @Test
    void everyFlaggedStateBecomesOneWholeFolderHoweverOftenTheCheckpointerIsKilled() {
        Proving.holds(new CheckpointsAreWhole());
    }

    @Test
    void wouldBeNoticedIfAFolderWereAnnouncedBeforeItIsComplete() {
        Proving.fails(
                new CheckpointsAreWhole(CheckpointsAreWholeIT::takeAFileFromTheLast),
                new Scale(0, 160),
                "checkpoint of step ");
    }

    private static void takeAFileFromTheLast(List<Path> folders) {
        try {
            Files.delete(folders.getLast().resolve("adapter_model.safetensors"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
