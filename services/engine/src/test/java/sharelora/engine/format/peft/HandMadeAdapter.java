package sharelora.engine.format.peft;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import sharelora.engine.format.HandMade;
import sharelora.engine.format.huggingface.ModuleNames;
import sharelora.engine.head.MeanHead;
import sharelora.engine.head.StockHead;
import sharelora.engine.head.StockHeadNames;

/** Adapters with random numbers, and the config of a folder that one was written to. */
public final class HandMadeAdapter {

    private static final ObjectMapper JSON = new ObjectMapper();

    private HandMadeAdapter() {}

    /** D = 4. */
    static StockHead stock(StockHeadNames naming, List<String> labels) {
        Random random = new Random(8);
        Map<String, float[]> numbers = new TreeMap<>();
        for (String tensor : naming.tensors()) {
            numbers.put(tensor, HandMade.numbers(random, naming.shape(tensor, Math.max(1, labels.size()), 4)));
        }
        return new StockHead(naming, labels, numbers);
    }

    public static AdapterFolder of(List<String> targets, int rank) {
        return of(ModuleNames.ENCODER, targets, rank);
    }

    /** Two layers of D = 4 and F = 6. */
    public static AdapterFolder of(ModuleNames naming, List<String> targets, int rank) {
        Random random = new Random(7);
        List<Map<String, LowRankPair>> layers = new ArrayList<>();
        for (int layer = 0; layer < 2; layer++) {
            Map<String, LowRankPair> pairs = new TreeMap<>();
            for (String target : targets) {
                int in = target.equals("down") ? 6 : 4;
                int out = target.equals("up") || target.equals("gate") ? 6 : target.equals("c_attn") ? 12 : 4;
                pairs.put(
                        target,
                        new LowRankPair(
                                in, out, HandMade.numbers(random, rank, in), HandMade.numbers(random, out, rank)));
            }
            layers.add(pairs);
        }
        MeanHead head =
                new MeanHead(List.of("a", "ü", "c"), 10, HandMade.numbers(random, 3, 4), HandMade.numbers(random, 3));
        return new AdapterFolder(new LowRankAdapter("minilm", "abc", naming, "share-a", 16, false, 0, layers), head);
    }

    public static ObjectNode config(Path folder) throws IOException {
        return (ObjectNode) JSON.readTree(folder.resolve("adapter_config.json").toFile());
    }

    static void write(Path folder, ObjectNode config) throws IOException {
        JSON.writeValue(folder.resolve("adapter_config.json").toFile(), config);
    }
}
