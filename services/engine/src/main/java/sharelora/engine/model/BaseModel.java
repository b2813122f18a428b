package sharelora.engine.model;

import java.nio.file.Path;
import java.util.List;
import sharelora.engine.format.huggingface.FolderWeights;
import sharelora.engine.format.huggingface.HuggingFaceFolder;
import sharelora.engine.format.safetensors.WeightSource;
import sharelora.engine.model.config.BertConfig;
import sharelora.engine.model.config.Gpt2Config;
import sharelora.engine.model.config.LlamaConfig;
import sharelora.engine.model.config.ModelConfig;
import sharelora.engine.model.config.ModelShape;
import sharelora.engine.model.config.RobertaConfig;
import sharelora.engine.model.config.SpecialTokens;
import sharelora.engine.ops.Engine;
import sharelora.engine.ops.FrozenMatrix;
import sharelora.engine.ops.Sequences;
import sharelora.engine.ops.Tensor;

/**
 * A frozen language model in an engine; any number of adapters may use it at once. The owner of the engine closes it after
 * the model. The weight files stay mapped until the model is closed, since an engine may read from them.
 */
public final class BaseModel implements AutoCloseable {

    /** The advice for a BERT without a pooler; sentence encoders have none. */
    private static final String NO_POOLER =
            "the base has no pooler, which the stock head of a bert looks through: expected"
                    + " head: mean, or a base imported with its pooler, such as bert-base";

    private final Engine engine;
    private final WeightSource source;
    private final ModelConfig config;
    private final ModelShape shape;
    private final Network network;
    private FrozenMatrix words;
    private FrozenMatrix pooler;

    private BaseModel(Engine engine, WeightSource source, ModelConfig config, Network network) {
        this.engine = engine;
        this.source = source;
        this.config = config;
        this.shape = config.shape();
        this.network = network;
    }

    /**
     * Reads a Hugging Face folder of any family that there is into the engine.
     *
     * @throws sharelora.engine.format.ModelFormatException one line naming file, value and expectation: the folder is
     *     missing, its config describes another model, or a weight is missing, misshapen, damaged or not finite
     */
    public static BaseModel open(Engine engine, Path path) {
        HuggingFaceFolder folder = HuggingFaceFolder.open(path);
        try {
            return of(engine, new FolderWeights(folder), ModelConfig.read(folder.config()));
        } catch (RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    /**
     * Reads a model of that config into the engine, matrix by matrix.
     *
     * @param source belongs to the model from then on
     * @throws sharelora.engine.format.ModelFormatException where a weight is missing, misshapen or not finite
     */
    public static BaseModel of(Engine engine, WeightSource source, ModelConfig config) {
        Network network = read(engine, source, config);
        source.unload();
        return new BaseModel(engine, source, config, network);
    }

    /**
     * Refuses a folder without the pooler that the family's stock head needs; it reads only config and headers.
     *
     * @throws IllegalArgumentException saying what to use
     * @throws sharelora.engine.format.ModelFormatException where it is no model that is known
     */
    public static void requireStockHead(Path path) {
        try (HuggingFaceFolder folder = HuggingFaceFolder.open(path)) {
            ModelConfig.read(folder.config())
                    .poolerName()
                    .filter(name -> !folder.has(name + ".weight"))
                    .ifPresent(name -> {
                        throw new IllegalArgumentException(NO_POOLER);
                    });
        }
    }

    /**
     * Refuses a folder without a language head; it reads only config and headers.
     *
     * @throws IllegalArgumentException saying what to use
     * @throws sharelora.engine.format.ModelFormatException where it is no model that is known
     */
    public static void requireWords(Path path) {
        try (HuggingFaceFolder folder = HuggingFaceFolder.open(path)) {
            ModelConfig config = ModelConfig.read(folder.config());
            if (config.wordsName().filter(folder::has).isEmpty()) {
                throw new IllegalArgumentException("the base is a "
                        + config.shape().family() + " model without a language head: expected a gpt2 or llama that has"
                        + " one, such as a folder of the class ...ForCausalLM");
            }
        }
    }

    private static Network read(Engine engine, WeightSource source, ModelConfig config) {
        return switch (config) {
            case BertConfig bert ->
                new Bert(
                        bert,
                        BertWeights.read(engine, source, bert, Bert.NO_PADDING, bert.tokenTypes()),
                        Bert.NO_PADDING);
            case RobertaConfig(BertConfig encoder, int padding) ->
                new Bert(encoder, BertWeights.read(engine, source, encoder, padding, 1), padding);
            case Gpt2Config gpt2 -> new Gpt2(gpt2, Gpt2Weights.read(engine, source, gpt2));
            case LlamaConfig llama -> new Llama(llama, LlamaWeights.read(engine, source, llama));
        };
    }

    public Engine engine() {
        return engine;
    }

    public ModelShape shape() {
        return shape;
    }

    /**
     * The last hidden states of some tokens, with the adapter applied at every projection.
     *
     * @param tokens M places, rising; the fewer, the less there is to compute
     * @return [M, D]
     */
    public Tensor hidden(ForwardContext pass, Adapter adapter, int[] tokens) {
        return network.hidden(pass, adapter, tokens); // [M, D]
    }

    /**
     * The language head [V, D]: logits of the next word, from a hidden state. It is read on first use, since not every
     * task needs it.
     *
     * @throws IllegalArgumentException for a family that has none
     * @throws sharelora.engine.format.ModelFormatException where its weight is missing, misshapen or not finite
     */
    public synchronized FrozenMatrix words() {
        if (words == null) {
            String name = config.wordsName()
                    .orElseThrow(() -> new IllegalArgumentException("the base is a " + shape.family()
                            + " model, which has no language head: expected gpt2 or llama"));
            words = engine.head(source.weight(name, shape.vocabulary(), shape.hidden()));
            source.unload();
        }
        return words;
    }

    /**
     * BERT's pooler [D, D], which its stock head needs. It is read on first use, since not every base has one.
     *
     * @throws IllegalArgumentException where the base has none
     * @throws sharelora.engine.format.ModelFormatException where it is misshapen or not finite
     */
    public synchronized FrozenMatrix pooler() {
        if (pooler == null) {
            int hidden = shape.hidden();
            String name = config.poolerName()
                    .filter(known -> source.has(known + ".weight"))
                    .orElseThrow(() -> new IllegalArgumentException(NO_POOLER));
            pooler = engine.matrix(
                    List.of(source.weight(name + ".weight", hidden, hidden)),
                    List.of(source.weight(name + ".bias", hidden)));
        }
        return pooler;
    }

    /** Probability of dropout on the input of a stock head. */
    public double headDropout() {
        return config.headDropout();
    }

    /** The special tokens of the config. */
    public SpecialTokens tokens() {
        return config.tokens();
    }

    /**
     * scale · mean of each sequence's last hidden states.
     *
     * @return [S, D]
     */
    public Tensor pooled(ForwardContext pass, Adapter adapter, double scale) {
        Tensor hidden = new HiddenStates(this, adapter, pass).all(); // [N, D]
        return pass.ops().meanPool(hidden, pass.sequences(), scale); // [S, D]
    }

    /**
     * Refuses sequences with a token or a position that the model has no embedding for.
     *
     * @throws IllegalArgumentException naming the token or length and the most there may be
     */
    public void requireFits(Sequences sequences) {
        if (sequences.longest() > shape.positions()) {
            throw new IllegalArgumentException("a sequence has " + sequences.longest() + " tokens, expected at most "
                    + shape.positions() + " as the base has positions");
        }
        for (int i = 0; i < sequences.total(); i++) {
            int token = sequences.tokenIds()[i];
            if (token < 0 || token >= shape.vocabulary()) {
                throw new IllegalArgumentException("token " + i + " is " + token + ", expected 0 to "
                        + (shape.vocabulary() - 1) + " as the base has a vocabulary of " + shape.vocabulary());
            }
        }
    }

    @Override
    public void close() {
        source.close();
    }
}
