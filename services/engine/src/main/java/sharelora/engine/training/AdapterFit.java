package sharelora.engine.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import sharelora.engine.format.huggingface.ModuleNames;
import sharelora.engine.format.peft.LowRankAdapter;
import sharelora.engine.format.peft.LowRankPair;
import sharelora.engine.head.CosineHead;
import sharelora.engine.head.LanguageHead;
import sharelora.engine.head.MeanHead;
import sharelora.engine.head.StockHead;
import sharelora.engine.head.TrainedHead;
import sharelora.engine.model.config.ModelShape;
import sharelora.engine.model.config.Projection;

/**
 * An adapter that was read, held to the sizes of a base. That the numbers of both would fit is not enough: pairs of BERT have
 * the sizes of GPT-2's, and mean nothing there.
 */
record AdapterFit(LowRankAdapter adapter, ModelShape shape) {

    /** What of the adapter does not go on the base, each as a sentence. */
    List<String> obstacles() {
        List<String> obstacles = new ArrayList<>();
        ModuleNames expected = ModuleNames.of(shape.family());
        if (adapter.naming() != expected) {
            obstacles.add("the adapter to start from is for the "
                    + adapted() + ", expected modules of a "
                    + shape.family() + " model, such as "
                    + expected.module(expected.targets().iterator().next()));
        }
        if (adapter.layers().size() != shape.layers()) {
            obstacles.add("the adapter to start from has " + adapter.layers().size() + " layers, expected "
                    + shape.layers() + " as the base has");
        }
        // A target that the base does not have at all is what the adapter's plan refuses.
        adapter.targets().stream()
                .filter(shape.targets()::contains)
                .forEach(target -> obstacles.addAll(ofPairs(target)));
        return obstacles;
    }

    private String adapted() {
        String module = adapter.naming().module(adapter.targets().getFirst());
        return module == null
                ? "layers of a model with modules such as "
                        + adapter.naming().modules().iterator().next()
                : "module " + module;
    }

    /** One sentence for a target, whichever of its layers are of another size. */
    private List<String> ofPairs(String target) {
        Projection projection = shape.projection(target);
        for (Map<String, LowRankPair> layer : adapter.layers()) {
            LowRankPair pair = layer.get(target);
            if (pair.in() != projection.in() || pair.out() != projection.out()) {
                return List.of("the adapter to start from has a " + target + " from " + pair.in() + " to " + pair.out()
                        + ", expected from " + projection.in() + " to " + projection.out() + " as the base has");
            }
        }
        return List.of();
    }

    /** What of a head does not go on a base of that shape. */
    static List<String> ofHead(TrainedHead head, ModelShape shape) {
        List<String> obstacles = new ArrayList<>();
        if (head instanceof StockHead stock && !stock.naming().family().equals(shape.family())) {
            obstacles.add("the head to start from is that of a "
                    + stock.naming().family() + ", expected that of a " + shape.family() + " as the base is");
        }
        int hidden = hidden(head, shape);
        if (hidden != shape.hidden()) {
            obstacles.add("the head to start from is for " + hidden + " hidden numbers, expected " + shape.hidden()
                    + " as the base has");
        }
        return obstacles;
    }

    private static int hidden(TrainedHead head, ModelShape shape) {
        return switch (head) {
            case MeanHead mean -> mean.hidden();
            case StockHead stock -> stock.hidden();
            case CosineHead cosine -> cosine.hidden();
            case LanguageHead _ -> shape.hidden();
        };
    }
}
