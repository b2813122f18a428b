package sharelora.predictor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import sharelora.engine.format.huggingface.ModuleNames;
import sharelora.engine.format.huggingface.RandomModel;
import sharelora.engine.format.peft.AdapterFolder;
import sharelora.engine.format.peft.LowRankAdapter;
import sharelora.engine.format.peft.LowRankPair;
import sharelora.engine.format.peft.PeftFolder;
import sharelora.engine.head.LanguageHead;
import sharelora.engine.model.config.ModelShape;
import sharelora.fixtures.SomeAdapter;
import sharelora.fixtures.TinyBase;
import sharelora.fixtures.TrainingJobs;
import sharelora.platform.blobs.BlobFolder;
import sharelora.platform.blobs.BlobStore;
import sharelora.platform.blobs.Sha256;
import sharelora.schemas.BatchRule;
import sharelora.schemas.BlobNames;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.Job;
import sharelora.schemas.Stream;
import sharelora.schemas.Task;

/** A tiny base that generates, with a chat template, random checkpoints on it, and records about them. */
public final class TinyTeller {

    public static final String STREAM = "stories";

    /** Most tokens of a prompt and what is generated behind it. */
    public static final int MAX_LENGTH = 40;

    /** {@code [SEP]}. */
    private static final int END = 3;

    private static final ModelShape SHAPE = new ModelShape("llama", 2, 32, 4, 2, 64, 50, 64);

    private final BlobStore blobs;
    private final Path folder;
    private final String sha256;
    private final String tokenizerSha256;

    /** Imports the base. */
    public TinyTeller(BlobStore blobs, Path folder) {
        this.blobs = blobs;
        this.folder = folder;
        try {
            Path base = TinyBase.write(folder.resolve("teller"));
            RandomModel.write(SHAPE, 5, base);
            Path config = base.resolve("config.json");
            Files.writeString(
                    config,
                    Files.readString(config).replaceFirst("\"eos_token_id\" : \\w+", "\"eos_token_id\" : " + END));
            Files.writeString(base.resolve("tokenizer_config.json"), """
                {"bos_token": "[CLS]", "eos_token": {"content": "[SEP]"}, "chat_template":
                 "{{ bos_token }}{% for message in messages %}{% if message['role'] not in ['user', 'assistant'] %}{{ raise_exception('only user and assistant') }}{% endif %}w{{ loop.index }} {{ message['content'] }} {% endfor %}{% if add_generation_prompt %}w9{% endif %}"}
                """);
            sha256 = BlobFolder.publish(blobs, BlobNames.model("teller"), base);
            tokenizerSha256 = Sha256.of(base.resolve("tokenizer.json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Stream stream() {
        return Stream.newBuilder()
                .setName(STREAM)
                .setBase("teller")
                .setBaseSha256(sha256)
                .setTokenizerSha256(tokenizerSha256)
                .setInput(null)
                .setLabels(List.of())
                .setMaxLength(MAX_LENGTH)
                .setBatch(new BatchRule(8, 1_000, 1, 200L))
                .setHoldoutPercent(0)
                .setTask(Task.GENERATION)
                .setEndToken(END)
                .setCreatedAt(Instant.EPOCH)
                .build();
    }

    public Job job(String id) {
        return TrainingJobs.job(id)
                .setStream(STREAM)
                .setBase("teller")
                .setBaseSha256(sha256)
                .setTask(Task.GENERATION)
                .setHead("language")
                .build();
    }

    /** A stored checkpoint whose numbers follow from its step. */
    public Checkpoint checkpoint(String job, long step) {
        Random random = new Random(step);
        List<Map<String, LowRankPair>> layers = new ArrayList<>();
        for (int layer = 0; layer < SHAPE.layers(); layer++) {
            layers.add(Map.of("query", pair(random, 32), "value", pair(random, 16)));
        }
        Path made = folder.resolve(job + "-" + step);
        PeftFolder.write(
                new AdapterFolder(
                        new LowRankAdapter("teller", sha256, ModuleNames.LLAMA, "lora", 4, false, 0, layers),
                        new LanguageHead()),
                made);
        return SomeAdapter.checkpoint(job, step, BlobFolder.publish(blobs, BlobNames.CHECKPOINTS, made), sha256);
    }

    private static LowRankPair pair(Random random, int out) {
        return new LowRankPair(32, out, SomeAdapter.numbers(random, 2 * 32), SomeAdapter.numbers(random, 2 * out));
    }
}
