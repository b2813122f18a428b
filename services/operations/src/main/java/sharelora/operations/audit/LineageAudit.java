package sharelora.operations.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import sharelora.schemas.AverageSettings;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.Job;
import sharelora.schemas.OffsetRange;

/**
 * Whether a checkpoint's {@code lineage.json} says what was announced of it.
 *
 * @param name of the checkpoint, in words
 * @param findings gets a line for each field that says otherwise
 */
record LineageAudit(String name, JsonNode lineage, AuditFindings findings) {

    private static final ObjectMapper JSON = new ObjectMapper();

    void check(Checkpoint announced, Job job) {
        said("job", announced.getJobId());
        said("step", announced.getStep());
        said("records", announced.getRecords());
        said("stateSha256", announced.getStateSha256());
        said("baseSha256", announced.getBaseSha256());
        said("parent", announced.getParent());
        said("learnedFrom", texts(announced.getLearnedFrom()));
        said("inputs", texts(announced.getInputs()));
        average(job.getAverage());
    }

    /** Nothing else tells which of the two copies a checkpoint holds. */
    private void average(AverageSettings of) {
        JsonNode found = lineage.path("average");
        JsonNode expected = of == null
                ? JSON.missingNode()
                : JSON.valueToTree(Map.of("decay", of.getDecay(), "export", of.getExport()));
        if (!found.equals(expected)) {
            wrong("average", found, "the job has", expected);
        }
    }

    private void said(String field, Object announced) {
        JsonNode expected = JSON.valueToTree(announced);
        JsonNode found = lineage.path(field);
        boolean same = found.isNumber() ? found.asLong() == expected.asLong() : found.equals(expected);
        if (!same) {
            wrong(field, found, "announced was", expected);
        }
    }

    private void wrong(String field, JsonNode found, String who, JsonNode expected) {
        findings.wrong(name + ": lineage.json says " + field + " " + words(found) + ", " + who + " " + words(expected));
    }

    private static String words(JsonNode value) {
        return value.isMissingNode() ? "nothing" : value.toString();
    }

    private static List<String> texts(List<OffsetRange> ranges) {
        return ranges.stream()
                .map(range -> range.getTopic() + ":" + range.getPartition() + ":[" + range.getFrom() + ","
                        + range.getTo() + ")")
                .toList();
    }
}
