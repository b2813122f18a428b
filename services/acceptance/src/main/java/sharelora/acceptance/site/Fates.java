package sharelora.acceptance.site;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import sharelora.schemas.DeadLetter;
import sharelora.schemas.Source;
import sharelora.schemas.TokenBatch;
import sharelora.schemas.Topics;

/** The fate of each example of a stream: a place in a token batch or evaluation batch, or a dead letter of the tokenizer. */
public final class Fates {

    private final List<String> ids = new ArrayList<>();
    private final List<Source> sources = new ArrayList<>();

    private Fates() {}

    static Fates of(TopicHistory history, String stream) {
        Fates fates = new Fates();
        history.all(Topics.tokenBatches(stream)).forEach(fates::add);
        history.all(Topics.evalBatches(stream)).forEach(fates::add);
        history.all(Topics.DEAD_LETTERS).stream()
                .filter(letter -> stream.equals(letter.getStream()))
                .filter(letter -> letter.getStage().equals("tokenizer"))
                .forEach(fates::add);
        return fates;
    }

    private void add(TokenBatch batch) {
        ids.addAll(batch.getExampleIds());
        sources.addAll(batch.getSources());
    }

    private void add(DeadLetter letter) {
        ids.add(UTF_8.decode(letter.getKey().duplicate()).toString());
        sources.add(letter.getSource());
    }

    /** The number of examples that have a fate. */
    public int size() {
        return ids.size();
    }

    /**
     * Reports examples that are missing or too often there, and input offsets that were used twice.
     *
     * @param fed ids of the fed examples; an example that was fed twice is in it twice
     * @param broken takes each violation, in words
     */
    public void requireEachOnce(Collection<String> fed, Consumer<String> broken) {
        Map<String, Integer> balance = new TreeMap<>();
        ids.forEach(id -> balance.merge(id, 1, Integer::sum));
        fed.forEach(id -> balance.merge(id, -1, Integer::sum));
        balance.values().removeIf(difference -> difference == 0);
        if (!balance.isEmpty()) {
            broken.accept("examples: " + ids.size() + ", expected " + fed.size() + "; too many or too few of "
                    + balance.size() + ", such as "
                    + balance.entrySet().iterator().next());
        }
        Set<Source> seen = new HashSet<>();
        sources.stream()
                .filter(source -> !seen.add(source))
                .findFirst()
                .ifPresent(source -> broken.accept("input: " + source + " has two fates, expected one"));
    }
}
