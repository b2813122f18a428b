package sharelora.demo;

import java.util.HashMap;
import java.util.Map;
import sharelora.engine.adapter.AdapterMethods;
import sharelora.engine.adapter.AdapterSpec;
import sharelora.engine.adapter.MethodSettings;
import sharelora.schemas.AdapterSettings;

/** What a method's count is compared to. */
final class PlainLora {

    private PlainLora() {}

    /** Plain LoRA of the same rank and targets; of LoRA's own targets where the method has none. */
    static AdapterSpec beside(AdapterSettings adapter) {
        Map<String, Object> settings = new HashMap<>(Map.of("rank", adapter.getRank()));
        if (!adapter.getTargets().isEmpty()) {
            settings.put("targets", adapter.getTargets());
        }
        return AdapterMethods.of("lora").spec(new MethodSettings(settings));
    }
}
