package sharelora.cli.export;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import sharelora.engine.format.AdapterFolder;
import sharelora.engine.format.LowRankAdapter;
import sharelora.engine.format.LowRankPair;
import sharelora.engine.format.MeanHead;
import sharelora.engine.format.Naming;
import sharelora.engine.format.StockHead;
import sharelora.engine.format.StockNaming;
import sharelora.schemas.Checkpoint;

/** Adapters of two layers on a base of D = 4, and checkpoints of them. */
public final class SomeAdapter {

    private SomeAdapter() {}

    /** Share-a of rank 2 on query and value, trained by nobody. */
    public static AdapterFolder sharedA() {
        return of("share-a", true);
    }

    /** Plain LoRA, different in every layer. */
    public static AdapterFolder plain() {
        return of("lora", false);
    }

    /** Plain LoRA with the head of BERT's class for sequence classification, whose two outputs nobody named. */
    public static AdapterFolder withStockHead() {
        Random random = new Random(6);
        return plain().withHead(new StockHead(
                StockNaming.BERT,
                StockHead.unnamed(2),
                Map.of("classifier.weight", numbers(random, 8), "classifier.bias", numbers(random, 2))));
    }

    private static AdapterFolder of(String method, boolean sharedA) {
        Random random = new Random(5);
        float[][] shared = {numbers(random, 8), numbers(random, 8)};
        List<Map<String, LowRankPair>> layers = new ArrayList<>();
        for (int layer = 0; layer < 2; layer++) {
            layers.add(Map.of(
                    "query",
                    new LowRankPair(4, 4, sharedA ? shared[0] : numbers(random, 8), numbers(random, 8)),
                    "value",
                    new LowRankPair(4, 4, sharedA ? shared[1] : numbers(random, 8), numbers(random, 8))));
        }
        return new AdapterFolder(
                new LowRankAdapter("tiny", "b".repeat(64), Naming.ENCODER, method, 4, false, 0, layers),
                new MeanHead(List.of("a", "b"), 10, numbers(random, 8), numbers(random, 2)));
    }

    static float[] numbers(Random random, int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return numbers;
    }

    /** One that was announced. */
    public static Checkpoint checkpoint(String job, long step, String id, String baseSha256) {
        return Checkpoint.newBuilder()
                .setCheckpointId(id)
                .setBlob("checkpoints/" + id)
                .setJobId(job)
                .setStream(job)
                .setStep(step)
                .setFinal$(false)
                .setAdapterName(job + "-" + step + "-" + id.substring(0, 12))
                .setBase("tiny")
                .setBaseSha256(baseSha256)
                .setTokenizerSha256("c".repeat(64))
                .setStateSha256("d".repeat(64))
                .setAdapterSha256("e".repeat(64))
                .setMethod("share-a")
                .setRank(2)
                .setTrainableParameters(48)
                .setLabels(List.of("a", "b"))
                .setRecords(step * 32)
                .setLearnedFrom(List.of())
                .setInputs(List.of())
                .setAnnouncedAt(Instant.EPOCH)
                .build();
    }
}
