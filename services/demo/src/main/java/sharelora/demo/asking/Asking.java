package sharelora.demo.asking;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import sharelora.schemas.Example;

/** Asks labelled texts of a predictor, one after the other, on a thread of its own and no faster than it is told to. */
public final class Asking implements AutoCloseable {

    private static final long PAUSE_MILLIS = 100;

    private final List<Example> texts;
    private final HttpClassifier predictor;
    private final AtomicInteger due = new AtomicInteger();
    private final Map<Long, AdapterScore> scores = new TreeMap<>();
    private final Thread thread;
    private int asked;
    private IOException failure;

    private Asking(List<Example> texts, HttpClassifier predictor) {
        this.texts = List.copyOf(texts);
        this.predictor = predictor;
        this.thread = Thread.ofPlatform().name("demo-asking").daemon().unstarted(this::ask);
    }

    /**
     * Asks nothing before it is told to.
     *
     * @param texts with their labels
     * @param predictor such as {@code http://127.0.0.1:8085}
     */
    public static Asking start(List<Example> texts, URI predictor, String job) {
        Asking asking = new Asking(texts, new HttpClassifier(predictor, job));
        asking.thread.start();
        return asking;
    }

    /** Has that part of all texts asked, 0 to 1; what was told before stands. */
    public void upTo(double part) {
        due.accumulateAndGet((int) (part * texts.size()), Math::max);
    }

    /** How many are answered. */
    public synchronized int answered() {
        return asked;
    }

    /**
     * Whether all of them are answered.
     *
     * @throws IllegalStateException where the predictor refused one
     */
    public synchronized boolean finished() {
        if (failure != null) {
            throw new IllegalStateException("asking over HTTP: " + failure.getMessage(), failure);
        }
        return asked == texts.size();
    }

    /** How well each adapter answered so far, in the order of their steps. */
    public synchronized List<AdapterScore> scores() {
        return new ArrayList<>(scores.values());
    }

    private void ask() {
        try {
            while (answered() < texts.size()) {
                if (answered() >= due.get() || !answer(texts.get(answered()))) {
                    Thread.sleep(PAUSE_MILLIS);
                }
            }
        } catch (IOException e) {
            failed(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean answer(Example text) throws IOException, InterruptedException {
        return predictor
                .label(text.getText())
                .map(said -> count(said, said.label().equals(text.getLabel())))
                .isPresent();
    }

    private synchronized AdapterScore count(HttpClassifier.Said by, boolean right) {
        asked++;
        return scores.merge(
                by.step(),
                new AdapterScore(by.step(), by.adapterName(), 1, right ? 1 : 0),
                (before, first) -> before.plus(right));
    }

    private synchronized void failed(IOException cause) {
        failure = cause;
    }

    @Override
    public void close() {
        thread.interrupt();
        predictor.close();
    }
}
