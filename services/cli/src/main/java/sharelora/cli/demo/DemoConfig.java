package sharelora.cli.demo;

import java.nio.file.Path;
import java.util.List;
import sharelora.cli.data.LabelledText;
import sharelora.engine.adapter.Method;
import sharelora.text.HoldOut;

/**
 * What a demo runs on.
 *
 * @param folder its own folder, emptied at the start
 * @param texts what may be fed, in this order
 * @param trainingRecords how many of them shall fall on the training side, at the most
 */
public record DemoConfig(
        Path folder, List<LabelledText> texts, List<String> labels, int trainingRecords, Method method, long seed) {

    /** One in five. */
    static final int HOLDOUT_PERCENT = 20;

    /** The texts up to the last that is needed for the training records: the stage decides by the same rule. */
    List<LabelledText> fed() {
        HoldOut holdOut = new HoldOut(HOLDOUT_PERCENT);
        int training = 0;
        for (int i = 0; i < texts.size(); i++) {
            training += holdOut.holds(texts.get(i).text()) ? 0 : 1;
            if (training == trainingRecords) {
                return texts.subList(0, i + 1);
            }
        }
        return texts;
    }

    /** Training records among what is fed. */
    int training() {
        HoldOut holdOut = new HoldOut(HOLDOUT_PERCENT);
        return Math.toIntExact(
                fed().stream().filter(text -> !holdOut.holds(text.text())).count());
    }
}
