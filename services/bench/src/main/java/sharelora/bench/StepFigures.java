package sharelora.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import sharelora.engine.drift.Figures;
import sharelora.engine.format.CanonicalJson;
import sharelora.engine.format.JsonFields;
import sharelora.engine.training.StepResult;

/**
 * What a batch showed before it was learned: a line of a file of figures.
 *
 * @param heldBack whether it was an outlier and not learned
 */
public record StepFigures(double loss, double error, double gradientNorm, boolean heldBack) {

    static StepFigures of(StepResult result) {
        return new StepFigures(
                result.loss(),
                1 - (double) result.correct() / result.asked(),
                result.gradientNorm(),
                result.outlier().isPresent());
    }

    static void write(List<StepFigures> steps, Path file) throws IOException {
        Files.write(
                file,
                steps.stream()
                        .map(step -> CanonicalJson.text(Map.of(
                                "loss", step.loss,
                                "error", step.error,
                                "gradientNorm", step.gradientNorm,
                                "heldBack", step.heldBack)))
                        .toList());
    }

    /** The figures of each step, in order. */
    static List<Figures> read(Path file) throws IOException {
        List<Figures> steps = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            JsonFields step = JsonFields.parse(file, line);
            steps.add(new Figures(
                    step.number("loss", 0, Double.MAX_VALUE),
                    step.number("error", 0, 1),
                    step.number("gradientNorm", 0, Double.MAX_VALUE)));
        }
        return steps;
    }
}
