package sharelora.demo.drift;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Dimension;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.knowm.xchart.AnnotationLine;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** A report as a picture in SVG: how the stream went, and what became of each era. */
public final class DriftChart {

    private static final String SVG = "http://www.w3.org/2000/svg";
    private static final int WIDTH = 960;
    private static final int HEIGHT = 420;

    private DriftChart() {}

    /**
     * Why no picture can be drawn here; empty where one can. Java asks the system for fonts, and a small system has none.
     */
    public static Optional<String> obstacle() {
        try {
            chart("", 1).paint(canvas(), WIDTH, HEIGHT);
            return Optional.empty();
        } catch (RuntimeException | LinkageError | InternalError e) {
            return Optional.of(e.toString());
        }
    }

    /** Writes the picture. */
    public static void write(DriftReport report, Path file) throws IOException {
        SVGGraphics2D canvas = canvas();
        canvas.setSVGCanvasSize(new Dimension(WIDTH, 2 * HEIGHT));
        overview(report).paint(canvas, WIDTH, HEIGHT);
        canvas.translate(0, HEIGHT);
        eras(report).paint(canvas, WIDTH, HEIGHT);
        try (Writer out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            canvas.stream(out, true);
        }
    }

    private static XYChart overview(DriftReport report) {
        XYChart chart =
                chart("Accuracy on the stream, and on held-out records of all eras so far", report.newRecords());
        List<DriftReport.Point> points = report.prequential().points();
        XYSeries prequential = chart.addSeries(
                "prequential, over " + report.prequential().window() + " records",
                points.stream().mapToDouble(DriftReport.Point::records).toArray(),
                points.stream().mapToDouble(DriftReport.Point::accuracy).toArray());
        prequential.setMarker(SeriesMarkers.NONE).setLineColor(Color.GRAY).setLineStyle(new BasicStroke(1));
        double[] ends = ends(report);
        for (Overview line : Overview.of(report.table())) {
            XYSeries series = chart.addSeries(
                    line.name(),
                    ends,
                    line.means().stream().mapToDouble(Double::doubleValue).toArray());
            if (line.sign() != 'A') {
                series.setLineStyle(SeriesLines.DASH_DASH);
            }
        }
        for (DriftReport.Notice notice : report.noticed()) {
            chart.addAnnotation(new AnnotationLine(notice.records(), true, false));
        }
        if (!report.noticed().isEmpty()) {
            chart.setXAxisTitle("records learned; vertical lines: the stream has changed, or a batch was held back");
        }
        return chart;
    }

    private static XYChart eras(DriftReport report) {
        XYChart chart =
                chart("Held-out accuracy of each era, at step 0 and at the end of each era", report.newRecords());
        double[] places = IntStream.concat(
                        IntStream.of(0), report.eras().stream().mapToInt(era -> (int) era.learnedAtEnd()))
                .asDoubleStream()
                .toArray();
        for (int i = 0; i < report.eras().size(); i++) {
            double[] figures = new double[places.length];
            figures[0] = report.table().untouched().get(i);
            for (int k = 0; k < report.eras().size(); k++) {
                figures[k + 1] = report.table().figure(k, i);
            }
            chart.addSeries((i + 1) + ": " + report.eras().get(i).name(), places, figures);
        }
        return chart;
    }

    private static double[] ends(DriftReport report) {
        return report.eras().stream()
                .mapToDouble(DriftReport.EraSize::learnedAtEnd)
                .toArray();
    }

    private static XYChart chart(String title, long records) {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle("records learned")
                .yAxisTitle("accuracy")
                .theme(Styler.ChartTheme.Matlab)
                .build();
        chart.getStyler().setLegendPosition(Styler.LegendPosition.OutsideE).setMarkerSize(6);
        chart.getStyler().setXAxisDecimalPattern("#,##0").setYAxisDecimalPattern("0.00");
        chart.getStyler().setXAxisMin(0.0).setXAxisMax((double) records);
        return chart;
    }

    /** An empty picture; Java is told that there is no screen, which it would look for otherwise. */
    private static SVGGraphics2D canvas() {
        System.setProperty("java.awt.headless", "true");
        try {
            SVGGeneratorContext context = SVGGeneratorContext.createDefault(DocumentBuilderFactory.newDefaultInstance()
                    .newDocumentBuilder()
                    .getDOMImplementation()
                    .createDocument(SVG, "svg", null));
            context.setPrecision(2); // letters are drawn as outlines, and are most of the file
            return new SVGGraphics2D(context, false);
        } catch (ParserConfigurationException e) {
            throw new UncheckedIOException(new IOException("the Java platform makes no documents", e));
        }
    }
}
