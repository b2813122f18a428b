package sharelora.operations.modelstore;

import java.nio.file.Path;
import sharelora.engine.Engines;
import sharelora.engine.model.Adapter;
import sharelora.engine.model.BaseModel;
import sharelora.engine.model.ForwardContext;
import sharelora.engine.model.HiddenStates;
import sharelora.engine.ops.Engine;
import sharelora.engine.ops.Ops;
import sharelora.engine.ops.Sequences;
import sharelora.engine.ops.Tensor;
import sharelora.engine.ops.Worker;

/** What a model folder computes, in the engine that jobs use. */
final class ComputedModel {

    private ComputedModel() {}

    /** The hidden states of one text, [N, D]; of its last token the logits, [1, V], where they are asked for. */
    static float[] of(Path folder, int[] ids, boolean logits) {
        try (Engine engine = Engines.fused();
                BaseModel model = BaseModel.open(engine, folder);
                Worker worker = engine.worker(engine.flat(1))) {
            Ops ops = worker.evaluate();
            Sequences text = Sequences.of(ids, new int[] {0, ids.length});
            HiddenStates states = new HiddenStates(model, Adapter.NONE, ForwardContext.plain(ops, text));
            Tensor hidden = logits ? ops.linear(states.of(text.lastTokens()), model.words()) : states.all();
            return ops.read(hidden);
        }
    }
}
