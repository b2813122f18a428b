package sharelora.demo.drift;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DriftSummaryTest {

    private static final DriftReport REPORT = new DriftReport(
            "accuracy",
            List.of(new DriftReport.EraSize("2010", 50, 10, 40), new DriftReport.EraSize("2011", 70, 10, 100)),
            new EraTable(List.of(0.25, 0.5), List.of(0.5, 0.45), List.of(List.of(0.75, 0.4), List.of(0.7, 0.8))),
            new DriftReport.Prequential(
                    32, 0.6, List.of(new DriftReport.Point(32, 0.5), new DriftReport.Point(100, 0.65))),
            List.of(
                    new DriftReport.Notice(50, 2, DriftReport.Notice.What.DRIFT, "adwin"),
                    new DriftReport.Notice(75, 3, DriftReport.Notice.What.OUTLIER, "loss")),
            "share-a",
            43_008,
            100,
            4,
            2,
            0.02,
            9,
            "0123");

    @TempDir
    private Path folder;

    @Test
    void printsARowForEachCheckpointWithABarBeforeWhatItHasNotSeen() {
        // When
        List<String> table = DriftSummary.table(REPORT);

        // Then
        assertThat(table)
                .contains(
                        "                     1       2",
                        "  step 0       | 0.250   0.500",
                        "  linear probe   0.500 | 0.450",
                        "  after era 1    0.750 | 0.400",
                        "  after era 2    0.700   0.800",
                        "  held out          10      10");
    }

    @Test
    void printsWhatFollowsFromTheTable() {
        // When
        StringWriter out = new StringWriter();
        DriftSummary.print(REPORT, new PrintWriter(out));

        // Then
        assertThat(out.toString())
                .contains("  era 2: 2011", "forgetting          0.050", "backward transfer  -0.050")
                .contains(
                        "forward transfer   -0.100",
                        "Learned 100 records in 2 s of training (20.0 ms each), 9 s in all");
    }

    @Test
    void plotsEachFigureWhereItsRecordsAndItsHeightAre() {
        // When
        List<String> plot = DriftSummary.plot(REPORT);

        // Then: 0.25 to 0.75 over 16 lines; the second era ends in the last column
        List<String> rows = plot.subList(3, 19);
        assertThat(rows.getFirst()).startsWith(" 0.75 ┤");
        assertThat(rows.getLast()).startsWith(" 0.25 ┤");
        assertThat(rows).allMatch(row -> row.length() <= 7 + 72);
        assertThat(rows.getFirst().charAt(7 + 28)).isEqualTo('A'); // 0.75 at 40 of 100 records
        assertThat(rows.get(3)).endsWith("·"); // 0.65 at 100 of 100 records
        assertThat(rows.getLast().charAt(7 + 28)).isEqualTo('0');
        assertThat(plot.get(20)).endsWith("100 records learned");
        assertThat(plot.get(2).charAt(7 + 36)).isEqualTo('△'); // noticed at 50 of 100 records
        assertThat(plot.get(2)).endsWith("x").hasSize(7 + 54);
        assertThat(plot.get(21)).endsWith("△ step 2 by adwin, x step 3 by loss");
    }

    @Test
    void drawsAPictureThatABrowserCanRead() throws Exception {
        // Given
        Path file = folder.resolve("drift.svg");

        // When
        DriftChart.write(REPORT, file);

        // Then
        var picture = parsed(file).getDocumentElement();
        assertThat(picture.getTagName()).isEqualTo("svg");
        assertThat(picture.getAttribute("width")).isEqualTo("960");
        assertThat(picture.getAttribute("height")).isEqualTo("840");
        assertThat(picture.getElementsByTagName("path").getLength()).isGreaterThan(20);
        assertThat(Files.size(file)).isLessThan(1 << 20);
        assertThat(DriftChart.obstacle()).isEmpty();
    }

    private static org.w3c.dom.Document parsed(Path file) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
        factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
        return factory.newDocumentBuilder().parse(file.toFile());
    }
}
