package sharelora.acceptance.guarantee;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import sharelora.acceptance.site.Installation;
import sharelora.acceptance.site.Sentences;
import sharelora.engine.format.huggingface.ModuleNames;
import sharelora.engine.format.peft.AdapterFolder;
import sharelora.engine.format.peft.LowRankAdapter;
import sharelora.engine.format.peft.LowRankPair;
import sharelora.engine.format.peft.PeftFolder;
import sharelora.engine.head.MeanHead;
import sharelora.fixtures.SomeAdapter;
import sharelora.platform.blobs.BlobFolder;
import sharelora.platform.kafka.LogWriter;
import sharelora.platform.kafka.TopicTable;
import sharelora.platform.records.Outgoing;
import sharelora.schemas.BlobNames;
import sharelora.schemas.Topics;

/** A random adapter that is announced as a job's checkpoint, for trials that are not about learning. */
final class AnnouncedAdapter {

    private static final int LAYERS = 2;

    private AnnouncedAdapter() {}

    /**
     * Puts the checkpoint into the blob store and announces it.
     *
     * @param seed of its numbers
     * @return its id
     */
    static String announce(Installation installation, String job, long seed) {
        return announce(installation, job, seed, 1);
    }

    /** The same, as what the job came to after so many steps. */
    static String announce(Installation installation, String job, long seed, long step) {
        String base = TopicTable.row(installation.kafka(), Topics.JOBS, job)
                .orElseThrow()
                .getBaseSha256();
        try {
            Path made = Files.createTempDirectory(installation.folder(), "adapter-");
            PeftFolder.write(adapter(base, new Random(seed)), made);
            String id = BlobFolder.publish(installation.blobs(), BlobNames.CHECKPOINTS, made);
            try (LogWriter writer = LogWriter.open(installation.kafka(), "announce-" + job)) {
                writer.send(Outgoing.of(Topics.CHECKPOINTS, job, SomeAdapter.checkpoint(job, step, id, base)));
                writer.flush();
            }
            return id;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static AdapterFolder adapter(String base, Random random) {
        int hidden = Sentences.BASE.hidden();
        List<Map<String, LowRankPair>> layers = new ArrayList<>();
        for (int layer = 0; layer < LAYERS; layer++) {
            layers.add(Map.of("query", pair(hidden, random), "value", pair(hidden, random)));
        }
        float[] rows = SomeAdapter.numbers(random, 2 * hidden);
        return new AdapterFolder(
                new LowRankAdapter("tiny", base, ModuleNames.ENCODER, "lora", 4, false, 0, layers),
                new MeanHead(List.of("low", "high"), 10, rows, SomeAdapter.numbers(random, 2)));
    }

    private static LowRankPair pair(int hidden, Random random) {
        return new LowRankPair(
                hidden, hidden, SomeAdapter.numbers(random, 2 * hidden), SomeAdapter.numbers(random, 2 * hidden));
    }
}
