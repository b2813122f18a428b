package sharelora.checkpointer;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import sharelora.engine.adapter.Export;
import sharelora.engine.training.OffsetSpan;
import sharelora.engine.training.Restore;
import sharelora.engine.training.TrainingState;
import sharelora.schemas.AdapterSnapshot;

/** The content of {@code lineage.json}: where a checkpoint comes from. It holds no times, so the same state gives the same bytes. */
final class Lineage {

    static final String FILE = "lineage.json";

    private Lineage() {}

    static Map<String, Object> of(
            AdapterSnapshot manifest, TrainingState state, String stateSha256, Optional<String> parent) {
        Map<String, Object> lineage = new LinkedHashMap<>();
        lineage.put("job", manifest.getJobId());
        lineage.put("stream", manifest.getStream());
        lineage.put("step", state.progress().step());
        lineage.put("records", state.progress().records());
        lineage.put("deadLetters", state.progress().deadLetters());
        lineage.put("base", state.subject().base());
        lineage.put("baseSha256", state.subject().baseSha256());
        lineage.put("tokenizerSha256", state.subject().tokenizerSha256());
        lineage.put("method", Export.peftLora(state.subject().adapter()).words());
        lineage.put("stateSha256", stateSha256);
        lineage.put("learnedFrom", texts(state.progress().learnedFrom()));
        lineage.put("inputs", texts(state.progress().inputs()));
        lineage.put("parent", parent.orElse(null));
        lineage.put("from", manifest.getFrom());
        state.subject()
                .training()
                .average()
                .ifPresent(average -> lineage.put(
                        "average",
                        Map.of(
                                "decay", average.decay(),
                                "export", average.export().id())));
        if (!state.progress().restores().isEmpty()) {
            lineage.put(
                    "restores",
                    state.progress().restores().stream().map(Lineage::of).toList());
        }
        return lineage;
    }

    private static Map<String, Object> of(Restore restore) {
        Map<String, Object> said = new LinkedHashMap<>();
        said.put("verdictId", restore.verdictId());
        said.put("stateSha256", restore.stateSha256());
        said.put("stateStep", restore.stateStep());
        said.put("step", restore.step());
        said.put("nextOffset", restore.nextOffset());
        said.put("records", restore.records());
        said.put("learnedFrom", texts(restore.learnedFrom()));
        said.put("inputs", texts(restore.inputs()));
        return said;
    }

    /** Each range as {@code topic:partition:[from,to)}. */
    private static List<String> texts(List<OffsetSpan> spans) {
        return spans.stream()
                .map(span -> span.topic() + ":" + span.partition() + ":[" + span.from() + "," + span.to() + ")")
                .toList();
    }
}
