package sharelora.engine.inference;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import sharelora.engine.batch.ShardExecutor;
import sharelora.engine.format.peft.AdapterFolder;
import sharelora.engine.format.peft.PeftFolder;
import sharelora.engine.head.LanguageHead;
import sharelora.engine.inference.BeamCandidates.Candidate;
import sharelora.engine.model.Adapter;
import sharelora.engine.model.BaseModel;
import sharelora.engine.model.ForwardContext;
import sharelora.engine.ops.Flat;
import sharelora.engine.ops.KvCache;
import sharelora.engine.ops.Ops;
import sharelora.engine.ops.Sequences;
import sharelora.engine.ops.Tensor;
import sharelora.engine.ops.Worker;

/**
 * Generates continuations of prompts with a base model and an adapter. The number of threads has no influence on any token.
 * One thread at a time may use a generator.
 */
public final class Generator implements AutoCloseable {

    /** The most texts that one thread runs at once, beams of all its prompts together: it bounds the memory of the caches. */
    private static final int LANES = 32;

    private final BaseModel base;
    private final Adapter adapter;
    private final ShardExecutor executor;

    /** @param executor that the caller closes */
    Generator(BaseModel base, Adapter adapter, ShardExecutor executor) {
        this.base = base;
        this.adapter = adapter;
        this.executor = executor;
    }

    /**
     * The base with an adapter whose parameters lie in {@code values}.
     *
     * @param threads at least 1
     * @throws IllegalArgumentException where the base has no language head
     */
    public static Generator of(BaseModel base, Adapter adapter, Flat values, int threads) {
        base.words();
        return new Generator(base, adapter, ShardExecutor.of(base.engine(), values, threads));
    }

    /**
     * The base with the adapter of a PEFT folder, whatever head it was trained for.
     *
     * @throws sharelora.engine.format.ModelFormatException one line naming file, value and expectation
     * @throws IllegalArgumentException where the adapter is of a base with other sizes, or that has no language head
     */
    public static Generator open(BaseModel base, Path checkpointFolder, int threads) {
        AdapterFolder folder = new AdapterFolder(PeftFolder.readAdapter(checkpointFolder), new LanguageHead());
        Restored restored = Restored.of(base, folder);
        return of(base, restored.layout().adapter(), restored.values(), threads);
    }

    /** The untouched base. */
    public static Generator of(BaseModel base, int threads) {
        return of(base, Adapter.NONE, base.engine().flat(1), threads);
    }

    /**
     * Generates the tokens that follow each prompt, without the end token. A prompt that leaves no position free gets
     * none.
     *
     * @param prompts token ids, at least one each
     * @throws IllegalArgumentException where the base has no embedding for a token, or fewer positions than a prompt has
     */
    public List<int[]> generate(List<int[]> prompts, Decoding decoding) {
        int[] most = new int[prompts.size()];
        Arrays.fill(most, decoding.longest());
        return generate(prompts, most, decoding);
    }

    /**
     * As the other, with a bound for each prompt, so that what one may say does not depend on its batch.
     *
     * @param most tokens that are added to each prompt, beside what {@code decoding} allows
     */
    public List<int[]> generate(List<int[]> prompts, int[] most, Decoding decoding) {
        return generate(prompts, most, decoding, Collections.nCopies(most.length, Follower.NOBODY));
    }

    /**
     * As the other, with somebody for each prompt who follows how it goes on. Followers of different prompts may be called at
     * the same time.
     */
    List<int[]> generate(List<int[]> prompts, int[] most, Decoding decoding, List<Follower> followers) {
        for (int[] prompt : prompts) {
            base.requireFits(Sequences.of(prompt, new int[] {0, prompt.length}));
        }
        int each = Math.max(1, LANES / decoding.beams());
        int groups = Math.ceilDiv(prompts.size(), each);
        return executor
                .compute(groups, (worker, group) -> {
                    int first = group * each;
                    int end = Math.min(prompts.size(), first + each);
                    List<BeamSearch> searches = IntStream.range(first, end)
                            .mapToObj(i -> search(prompts.get(i), most[i], decoding, followers.get(i)))
                            .toList();
                    return generateGroup(worker, prompts.subList(first, end), searches, decoding);
                })
                .stream()
                .flatMap(List::stream)
                .toList();
    }

    private BeamSearch search(int[] prompt, int most, Decoding decoding, Follower follower) {
        return new BeamSearch(prompt, decoding, Math.min(most, base.shape().positions() - prompt.length), follower);
    }

    private List<int[]> generateGroup(
            Worker worker, List<int[]> prompts, List<BeamSearch> searches, Decoding decoding) {
        int positions = base.shape().positions();
        int longest = prompts.stream().mapToInt(prompt -> prompt.length).max().orElseThrow();
        int capacity = Math.min(positions, longest + decoding.longest());
        try (KvCache cache = kvCache(prompts.size(), capacity)) {
            Lanes lanes = Lanes.of(searches, prompts);
            cache.choose(lanes.from());
            while (lanes.count() > 0) {
                lanes = lanes.advance(searches, logits(worker, lanes.sequences(), cache));
                cache.choose(lanes.from());
            }
        }
        return searches.stream().map(BeamSearch::best).toList();
    }

    private KvCache kvCache(int lanes, int capacity) {
        int columns = 2
                * base.shape().keyValueHeads()
                * (base.shape().hidden() / base.shape().heads());
        return base.engine().kvCache(base.shape().layers(), columns, lanes, capacity);
    }

    /** Logits of the token that follows each sequence. */
    private List<float[]> logits(Worker worker, Sequences sequences, KvCache cache) {
        Ops ops = worker.evaluate();
        int[] last = sequences.lastTokens();
        Tensor hidden = base.hidden(ForwardContext.goingOn(ops, sequences, cache), adapter, last); // [lanes, D]
        float[] all = ops.read(ops.linear(hidden, base.words())); // [lanes, V]
        List<float[]> logits = new ArrayList<>();
        for (int i = 0; i < last.length; i++) {
            int words = all.length / last.length;
            logits.add(Arrays.copyOfRange(all, i * words, (i + 1) * words));
        }
        return logits;
    }

    /**
     * The tokens that each lane of the cache gets next.
     *
     * @param searches whose text a lane follows, by index; lanes of one search follow each other
     * @param from the lanes that they continue from
     * @param tokens to be fed
     * @param firsts positions of their first
     */
    private record Lanes(int[] searches, int[] from, List<int[]> tokens, int[] firsts) {

        /** A lane for each prompt that there is room behind. */
        static Lanes of(List<BeamSearch> searches, List<int[]> prompts) {
            int[] going = IntStream.range(0, prompts.size())
                    .filter(i -> searches.get(i).lanes() > 0)
                    .toArray();
            List<int[]> tokens = Arrays.stream(going).mapToObj(prompts::get).toList();
            return new Lanes(going, going, tokens, new int[going.length]);
        }

        int count() {
            return searches.length;
        }

        Sequences sequences() {
            int[] starts = new int[count() + 1];
            for (int i = 0; i < count(); i++) {
                starts[i + 1] = starts[i] + tokens.get(i).length;
            }
            int[] ids = tokens.stream().flatMapToInt(Arrays::stream).toArray();
            return Sequences.of(ids, starts).goingOn(firsts);
        }

        Lanes advance(List<BeamSearch> all, List<float[]> logits) {
            List<Integer> owners = new ArrayList<>();
            List<Integer> froms = new ArrayList<>();
            List<int[]> next = new ArrayList<>();
            List<Integer> places = new ArrayList<>();
            for (int lane = 0; lane < count(); ) {
                BeamSearch search = all.get(searches[lane]);
                int lanes = search.lanes();
                for (Candidate candidate : search.advance(logits.subList(lane, lane + lanes))) {
                    int before = lane + candidate.beam();
                    owners.add(searches[lane]);
                    froms.add(before);
                    next.add(new int[] {candidate.token()});
                    places.add(firsts[before] + tokens.get(before).length);
                }
                lane += lanes;
            }
            return new Lanes(numbers(owners), numbers(froms), next, numbers(places));
        }

        private static int[] numbers(List<Integer> list) {
            return list.stream().mapToInt(Integer::intValue).toArray();
        }
    }

    /** Ends its threads; the base stays open. */
    @Override
    public void close() {
        executor.close();
    }
}
