package sharelora.engine.inference;

import sharelora.engine.adapter.AdapterMethods;
import sharelora.engine.adapter.AdapterSpec;
import sharelora.engine.adapter.Layout;
import sharelora.engine.adapter.Structure;
import sharelora.engine.format.peft.AdapterFolder;
import sharelora.engine.format.peft.OwnMatrices;
import sharelora.engine.head.HeadSpec;
import sharelora.engine.model.BaseModel;
import sharelora.engine.ops.Flat;

/**
 * A checkpoint's numbers in an engine, computed as its folder says: pairs as plain LoRA, whatever they were trained
 * with, or the method itself.
 *
 * @param values laid out by {@code layout}
 */
record Restored(Layout layout, HeadSpec head, Flat values) {

    /** @throws IllegalArgumentException where the adapter is of a base with other sizes */
    static Restored of(BaseModel base, AdapterFolder folder) {
        AdapterSpec spec = AdapterMethods.restored(folder.adapter());
        HeadSpec head = HeadSpec.of(folder.head());
        Structure chosen = folder.adapter()
                .own()
                .filter(own -> own.form() == OwnMatrices.Form.NATIVE)
                .map(own -> new Structure(own.integers()))
                .orElse(Structure.NONE);
        Layout layout = Layout.of(base.shape(), spec, head, folder.head().outputs());
        layout = layout.with(layout.plan().joined(chosen));
        Flat values = base.engine().flat(layout.size());
        values.write(0, layout.joined(folder.adapter(), folder.head().numbers(), 0));
        return new Restored(layout, head, values);
    }
}
