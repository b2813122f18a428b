package sharelora.predictor.openai;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import sharelora.engine.inference.Follower;

/** Makes a text of one prompt's tokens, ends it before a stop text, and tells what is new. One thread at a time uses it. */
final class TextFollower implements Follower {

    private final GrowingText growing;
    private final StopTexts stops;
    private final OptionalInt chances;
    private final boolean streams;
    private final BooleanSupplier wanted;
    private final Consumer<SaidText> listener;
    private final List<TokenChance> untold = new ArrayList<>();
    private int told;
    private int tokens;
    private boolean stopped;

    /**
     * Follows one text.
     *
     * @param words the text of tokens
     * @param wanted whether somebody still waits for it
     * @param listener of what is new, on the thread that generates; where nothing streams, of all of it at the end
     */
    TextFollower(
            Function<int[], String> words,
            GenerationOptions options,
            BooleanSupplier wanted,
            Consumer<SaidText> listener) {
        this.growing = new GrowingText(words);
        this.stops = new StopTexts(options.stops());
        this.chances = options.chances();
        this.streams = options.streams();
        this.wanted = wanted;
        this.listener = listener;
    }

    @Override
    public boolean added(int token, float[] logits) {
        growing.add(token);
        tokens++;
        chances.ifPresent(most -> untold.add(TokenChance.of(token, logits, most)));
        stopped = stops.found(growing.text(), told) >= 0;
        if (streams && !stopped) {
            tell(stops.safe(growing.text()), "");
        }
        return !stopped && wanted.getAsBoolean();
    }

    @Override
    public boolean goesOn() {
        return wanted.getAsBoolean();
    }

    /**
     * The text has ended; tells the rest.
     *
     * @param said all its tokens
     * @param most tokens that it might have had
     */
    void end(int[] said, int most) {
        if (tokens == 0 && said.length > 0) { // a beam search tells its text at the end
            for (int token : said) {
                growing.add(token);
            }
            tokens = said.length;
        }
        growing.end();
        int stop = stops.found(growing.text(), told);
        boolean whole = stop < 0;
        tell(whole ? growing.text().length() : stop, !whole || said.length < most ? "stop" : "length");
    }

    private void tell(int to, String finish) {
        boolean more = to > told || (!untold.isEmpty() && growing.text().length() == to);
        if (!more && finish.isEmpty()) {
            return;
        }
        listener.accept(new SaidText(to > told ? growing.text().substring(told, to) : "", List.copyOf(untold), finish));
        told = Math.max(told, to);
        untold.clear();
    }

    int tokens() {
        return tokens;
    }
}
