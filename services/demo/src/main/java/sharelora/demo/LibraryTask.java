package sharelora.demo;

import java.util.List;
import java.util.Optional;
import sharelora.operations.modelstore.BaseModels;
import sharelora.operations.submission.JobFile;
import sharelora.schemas.EvalResult;
import sharelora.schemas.Example;

/** Which class a text is of: the library whose Javadoc it is from, or a class of one's own file. */
public final class LibraryTask implements DemoTask<DemoReport> {

    private static final int ASKED = 200;

    private final DemoConfig config;
    private final Feeding feeding;

    public LibraryTask(DemoConfig config) {
        this.config = config;
        this.feeding = config.feeding();
    }

    @Override
    public String base() {
        return "all-MiniLM-L6-v2";
    }

    @Override
    public JobFile job(BaseModels models) {
        models.importKnown(BaseModels.MINILM, BaseModels.MINILM);
        return DemoJob.of(config);
    }

    @Override
    public List<Example> fed() {
        return feeding.examples();
    }

    @Override
    public List<Example> asked() {
        return feeding.heldOut().stream()
                .filter(example -> example.getLabel() != null)
                .filter(example -> !example.getText().isBlank())
                .limit(ASKED)
                .toList();
    }

    @Override
    public int training() {
        return feeding.training();
    }

    @Override
    public String feeding() {
        return fed().size() + " sentences of " + config.labels().size() + " classes";
    }

    @Override
    public Optional<String> line(EvalResult result) {
        return Optional.of(DemoSummary.line(result));
    }

    @Override
    public DemoReport report(Outcome outcome) {
        return DemoReport.of(outcome);
    }
}
