package sharelora.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import sharelora.engine.format.peft.AdapterFolder;
import sharelora.engine.format.peft.PeftFolder;
import sharelora.platform.blobs.BlobFolder;
import sharelora.platform.blobs.BlobStore;

/** What a newcomer runs: every stage over a real broker with the real base, on texts of the user's own. */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DemoIT {

    private static final int GOOD = 400;

    @TempDir
    private Path folder;

    @Test
    void learnsFromTheUsersOwnTextsAndReportsWhatItMeasured() throws IOException {
        // Given
        Path data = folder.resolve("demo");
        Path report = folder.resolve("report.json");

        // When
        Command demo = Command.run(
                "demo", "--file", texts().toString(), "--data", data.toString(), "--report", report.toString());

        // Then
        assertThat(demo.exit()).as(demo.out()).isZero();
        JsonNode measured = new ObjectMapper().readTree(report.toFile());
        countsAddUp(measured);
        adapterHasLearned(measured);
        heldOutTextsWereAsked(measured);
        checkpointIsWhole(measured, data.resolve("blobs"));
        assertThat(demo.out().chars()).allMatch(c -> c == '\n' || !Character.isISOControl(c));
        assertThat(demo.out())
                .contains(
                        "1 line skipped, not JSON: line 251",
                        "linear probe",
                        "asked over HTTP",
                        "In stock Hugging Face PEFT:")
                .contains("Checkpoint: " + data.resolve("blobs/checkpoints"));
    }

    /** Beside the good ones: a repeated text, a text without a label and one that is empty, and a line that is none. */
    private Path texts() throws IOException {
        List<String> lines = new ArrayList<>(Texts.lines(0, GOOD));
        lines.add(100, lines.get(50));
        lines.add(150, "{\"id\": \"unlabelled\", \"text\": \"Nobody said what this is.\"}");
        lines.add(200, Texts.line("empty", " ", "weather"));
        lines.add(250, "no record");
        return Files.write(folder.resolve("texts.jsonl"), lines);
    }

    private static void countsAddUp(JsonNode measured) {
        assertThat(measured.fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder(
                        "records",
                        "trainedRecords",
                        "heldOutRecords",
                        "deadLetters",
                        "batches",
                        "steps",
                        "method",
                        "precision",
                        "trainableParameters",
                        "loraTrainableParameters",
                        "accuracyBefore",
                        "accuracyAfter",
                        "lossAfter",
                        "accuracyLinearProbe",
                        "evalResults",
                        "checkpoints",
                        "lastCheckpoint",
                        "stateSha256",
                        "answers",
                        "wallSeconds",
                        "trainSeconds",
                        "recordsPerSecond");
        assertThat(number(measured, "records")).isEqualTo(GOOD + 3);
        assertThat(number(measured, "deadLetters")).isEqualTo(2);
        assertThat(number(measured, "trainedRecords") + number(measured, "heldOutRecords"))
                .isEqualTo(GOOD + 1);
        assertThat(number(measured, "heldOutRecords")).isBetween(50L, 110L);
        assertThat(number(measured, "steps")).isEqualTo(number(measured, "batches"));
        assertThat(number(measured, "trainableParameters")).isEqualTo(43_008);
        assertThat(number(measured, "loraTrainableParameters")).isEqualTo(73_728);
        assertThat(number(measured, "evalResults")).isPositive();
        assertThat(measured.get("method").textValue()).isEqualTo("share-a");
        assertThat(measured.get("precision").textValue()).isEqualTo("float32");
        assertThat(StreamSupport.stream(measured.spliterator(), false)).noneMatch(JsonNode::isNull);
    }

    private static void adapterHasLearned(JsonNode measured) {
        double before = measured.get("accuracyBefore").doubleValue();
        double after = measured.get("accuracyAfter").doubleValue();
        assertThat(before).isBetween(0.3, 0.7);
        assertThat(after).isGreaterThan(before + 0.15).isLessThanOrEqualTo(1);
        assertThat(measured.get("lossAfter").doubleValue()).isBetween(0.0, 2.0);
    }

    private static void heldOutTextsWereAsked(JsonNode measured) {
        long asked = 0;
        for (JsonNode by : measured.get("answers")) {
            assertThat(by.get("adapterName").textValue()).startsWith("demo-" + number(by, "step") + "-");
            assertThat(number(by, "right")).isBetween(0L, number(by, "asked"));
            asked += number(by, "asked");
        }
        assertThat(asked).isEqualTo(number(measured, "heldOutRecords"));
    }

    private static void checkpointIsWhole(JsonNode measured, Path blobs) {
        BlobStore store = BlobStore.open(blobs.toUri());
        Path checkpoint = BlobFolder.fetch(
                store, "checkpoints", measured.get("lastCheckpoint").textValue());
        AdapterFolder adapter = PeftFolder.read(checkpoint);
        assertThat(adapter.layers()).hasSize(6);
        assertThat(adapter.head().labels()).containsExactly("cooking", "weather");
        assertThat(checkpoint.resolve("lineage.json"))
                .content()
                .contains(measured.get("stateSha256").textValue());
        assertThat(number(measured, "checkpoints"))
                .isEqualTo(store.list("checkpoints/").stream()
                        .filter(blob -> blob.key().endsWith("/" + BlobFolder.MANIFEST))
                        .count());
    }

    private static long number(JsonNode measured, String field) {
        return measured.get(field).longValue();
    }
}
