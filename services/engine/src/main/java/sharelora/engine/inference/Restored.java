package sharelora.engine.inference;

import sharelora.engine.adapter.AdapterSpec;
import sharelora.engine.adapter.Layout;
import sharelora.engine.adapter.Method;
import sharelora.engine.adapter.Variant;
import sharelora.engine.format.peft.AdapterFolder;
import sharelora.engine.format.peft.LowRankAdapter;
import sharelora.engine.head.HeadSpec;
import sharelora.engine.model.BaseModel;
import sharelora.engine.ops.Flat;

/**
 * A checkpoint's numbers in an engine, as plain LoRA whatever was shared while they were trained.
 *
 * @param values laid out by {@code layout}
 */
record Restored(Layout layout, HeadSpec head, Flat values) {

    /** @throws IllegalArgumentException where the adapter is of a base with other sizes */
    static Restored of(BaseModel base, AdapterFolder folder) {
        LowRankAdapter adapter = folder.adapter();
        AdapterSpec spec = new AdapterSpec(
                        Method.LORA, adapter.rank(), adapter.alpha(), adapter.dropout(), adapter.targets())
                .as(new Variant(adapter.rankStabilized(), 1, false));
        HeadSpec head = HeadSpec.of(folder.head());
        Layout layout = Layout.of(base.shape(), spec, head, folder.head().outputs());
        Flat values = base.engine().flat(layout.size());
        values.write(0, layout.joined(folder.layers(), folder.head().numbers()));
        return new Restored(layout, head, values);
    }
}
