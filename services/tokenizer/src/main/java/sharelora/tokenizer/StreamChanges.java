package sharelora.tokenizer;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import sharelora.platform.failure.FatalException;
import sharelora.platform.records.ChangedFields;
import sharelora.schemas.Stream;

/** What may change of a stream that is tokenized already: labels and skips are appended, anything else cuts other batches. */
final class StreamChanges {

    private static final Set<String> APPENDED = Set.of("labels", "skips", "createdAt");

    private StreamChanges() {}

    /** @throws FatalException where the stream changed otherwise; it names each field with both values */
    static void requireAppended(Stream before, Stream now) {
        List<String> changes = new ArrayList<>(ChangedFields.between(now, before, APPENDED));
        if (!Labels.of(now.getLabels()).extend(Labels.of(before.getLabels()))) {
            changes.add("labels: " + now.getLabels() + ", was " + before.getLabels());
        }
        if (!Set.copyOf(now.getSkips()).containsAll(before.getSkips())) {
            changes.add("skips: " + now.getSkips() + ", was " + before.getSkips());
        }
        if (!changes.isEmpty()) {
            throw new FatalException("stream " + now.getName() + " changed while it was tokenized: "
                    + String.join("; ", changes) + "; expected no change but labels and skips appended");
        }
    }
}
