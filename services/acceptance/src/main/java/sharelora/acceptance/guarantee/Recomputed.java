package sharelora.acceptance.guarantee;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import sharelora.acceptance.site.Installation;
import sharelora.engine.Engines;
import sharelora.engine.batch.PackedBatch;
import sharelora.engine.batch.Targets;
import sharelora.engine.inference.InferenceModel;
import sharelora.engine.model.BaseModel;
import sharelora.engine.ops.Engine;
import sharelora.platform.blobs.BlobFolder;
import sharelora.platform.kafka.TopicTable;
import sharelora.schemas.BlobNames;
import sharelora.schemas.LabelProbability;
import sharelora.schemas.Stream;
import sharelora.schemas.Topics;
import sharelora.text.TextTokenizer;
import sharelora.text.Tokens;

/** What a checkpoint says of a text, computed afterwards: the text alone, by the checkpoint alone, on one thread. */
final class Recomputed implements AutoCloseable {

    private final Installation installation;
    private final TextTokenizer tokenizer;
    private final Engine engine;
    private final BaseModel base;
    private final Map<String, InferenceModel> models = new HashMap<>();

    private Recomputed(Installation installation, TextTokenizer tokenizer, Engine engine, BaseModel base) {
        this.installation = installation;
        this.tokenizer = tokenizer;
        this.engine = engine;
        this.base = base;
    }

    /** On the base of that stream. */
    static Recomputed on(Installation installation, String name) {
        Stream stream =
                TopicTable.row(installation.kafka(), Topics.STREAMS, name).orElseThrow();
        var folder = BlobFolder.fetch(installation.blobs(), BlobNames.model(stream.getBase()), stream.getBaseSha256());
        Engine engine = Engines.fused();
        return new Recomputed(
                installation,
                TextTokenizer.open(folder.resolve("tokenizer.json"), stream.getMaxLength()),
                engine,
                BaseModel.open(engine, folder));
    }

    /** The probabilities of the labels in the order of the head's rows. */
    List<LabelProbability> probabilities(String text, String checkpoint) {
        InferenceModel model = models.computeIfAbsent(checkpoint, this::open);
        Tokens tokens = tokenizer.encoding(text, null).tokens();
        PackedBatch alone = new PackedBatch(
                tokens.ids(),
                new int[] {0, tokens.ids().length},
                new int[] {tokens.second()},
                new Targets.Classes(new int[1]));
        double[] found = model.probabilities(alone)[0];
        List<LabelProbability> probabilities = new ArrayList<>();
        for (int i = 0; i < found.length; i++) {
            probabilities.add(new LabelProbability(model.labels().get(i), found[i]));
        }
        return probabilities;
    }

    private InferenceModel open(String checkpoint) {
        return InferenceModel.open(base, BlobFolder.fetch(installation.blobs(), BlobNames.CHECKPOINTS, checkpoint), 1);
    }

    @Override
    public void close() {
        models.values().forEach(InferenceModel::close);
        base.close();
        engine.close();
        tokenizer.close();
    }
}
