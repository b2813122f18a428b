package sharelora.engine.head;

import java.util.List;
import java.util.Map;

/** The base's own language head, as frozen as the base is: it says words, and nothing of it is in a checkpoint. */
public record LanguageHead() implements TrainedHead {

    @Override
    public List<String> labels() {
        return List.of();
    }

    @Override
    public Map<String, float[]> numbers() {
        return Map.of();
    }

    @Override
    public LanguageHead withLabels(List<String> longer) {
        if (!longer.isEmpty()) {
            throw new IllegalArgumentException("labels are " + longer + ": expected none for a language head");
        }
        return this;
    }
}
