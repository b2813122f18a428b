package sharelora.operations.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;
import sharelora.fixtures.Checkpoints;
import sharelora.fixtures.TrainingJobs;
import sharelora.schemas.AverageSettings;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.Job;
import sharelora.schemas.OffsetRange;

class LineageAuditTest {

    private final Checkpoint announced = Checkpoints.checkpoint("tickets", 7, "id")
            .setRecords(30)
            .setStateSha256("state")
            .setBaseSha256("base")
            .setParent("before")
            .setLearnedFrom(List.of(new OffsetRange("batches", 0, 1L, 3L)))
            .setInputs(List.of())
            .build();

    @Test
    void findsNothingWrongWhereTheLineageSaysWhatWasAnnounced() throws JsonProcessingException {
        // When / Then
        assertThat(wrong(lineage(7, ""), job(null))).isEmpty();
    }

    @Test
    void namesAFieldThatSaysOtherwise() throws JsonProcessingException {
        // When / Then
        assertThat(wrong(lineage(8, ""), job(null)))
                .containsExactly("checkpoint c: lineage.json says step 8, announced was 7");
    }

    @Test
    void holdsTheAverageAgainstTheJobs() throws JsonProcessingException {
        // Given
        String slow = lineage(7, ", \"average\": {\"decay\": 0.999, \"export\": \"slow\"}");

        // When / Then
        assertThat(wrong(slow, job(new AverageSettings(0.999, "slow")))).isEmpty();
        assertThat(wrong(slow, job(new AverageSettings(0.999, "fast"))))
                .singleElement()
                .asString()
                .startsWith("checkpoint c: lineage.json says average {")
                .contains("\"slow\"}, the job has {")
                .contains("\"fast\"");
        assertThat(wrong(slow, job(null))).singleElement().asString().endsWith("the job has nothing");
        assertThat(wrong(lineage(7, ""), job(new AverageSettings(0.999, "slow"))))
                .singleElement()
                .asString()
                .contains("says average nothing, the job has {");
    }

    private List<String> wrong(String lineage, Job job) throws JsonProcessingException {
        AuditFindings findings = new AuditFindings();
        new LineageAudit("checkpoint c", new ObjectMapper().readTree(lineage), findings).check(announced, job);
        return findings.wrong();
    }

    private static Job job(AverageSettings average) {
        return TrainingJobs.job("tickets").setAverage(average).build();
    }

    private static String lineage(int step, String more) {
        return """
            {"job": "tickets", "step": %d, "records": 30, "stateSha256": "state", "baseSha256": "base",
             "parent": "before", "learnedFrom": ["batches:0:[1,3)"], "inputs": []%s}
            """.formatted(step, more);
    }
}
