package sharelora.engine.format.huggingface;

import java.util.SortedMap;
import java.util.TreeMap;
import sharelora.engine.model.config.BertConfig;
import sharelora.engine.model.config.Gpt2Config;
import sharelora.engine.model.config.LlamaConfig;
import sharelora.engine.model.config.ModelConfig;
import sharelora.engine.model.config.RobertaConfig;

/**
 * Every tensor of a model that is kept, by its name in Hugging Face's bare model, with its shape: of decoders with the
 * language head, which is no part of the bare model, where it is not tied; of BERT with its pooler, where it has one.
 */
public final class ModelTensors {

    static final String LANGUAGE_HEAD = "lm_head.weight";

    private static final String POOLER = "pooler.dense";

    private final SortedMap<String, int[]> shapes = new TreeMap<>();

    private ModelTensors() {}

    /** All tensors except a pooler. */
    public static SortedMap<String, int[]> of(ModelConfig config) {
        ModelTensors tensors = new ModelTensors();
        switch (config) {
            case BertConfig bert -> tensors.encoder(bert, 0);
            case RobertaConfig roberta -> tensors.encoder(roberta.encoder(), roberta.firstPosition());
            case Gpt2Config gpt2 -> tensors.gpt2(gpt2);
            case LlamaConfig llama -> tensors.llama(llama);
        }
        return tensors.shapes;
    }

    /** All tensors but a language head of its own, which classification and regression do without. */
    public static SortedMap<String, int[]> withoutLanguageHead(ModelConfig config) {
        SortedMap<String, int[]> shapes = of(config);
        shapes.remove(LANGUAGE_HEAD);
        return shapes;
    }

    /** The tensors of a BERT with its pooler. */
    public static SortedMap<String, int[]> withPooler(BertConfig config) {
        SortedMap<String, int[]> shapes = of(config);
        shapes.put(POOLER + ".weight", new int[] {config.hidden(), config.hidden()});
        shapes.put(POOLER + ".bias", new int[] {config.hidden()});
        return shapes;
    }

    /** The name that a tensor is stored under: a decoder is stored as transformers' class with the language head. */
    public static String kept(ModelConfig config, String name) {
        String prefix = switch (config) {
            case BertConfig bert -> "";
            case RobertaConfig roberta -> "";
            case Gpt2Config gpt2 -> "transformer.";
            case LlamaConfig llama -> "model.";
        };
        return name.equals(LANGUAGE_HEAD) ? name : prefix + name;
    }

    private void encoder(BertConfig config, int firstPosition) {
        int hidden = config.hidden();
        put("embeddings.word_embeddings.weight", config.vocabulary(), hidden);
        put("embeddings.position_embeddings.weight", firstPosition + config.positions(), hidden);
        put("embeddings.token_type_embeddings.weight", config.tokenTypes(), hidden);
        putNorm("embeddings.LayerNorm", hidden);
        for (int i = 0; i < config.layers(); i++) {
            String layer = "encoder.layer." + i + ".";
            putProjection(layer + "attention.self.query", hidden, hidden);
            putProjection(layer + "attention.self.key", hidden, hidden);
            putProjection(layer + "attention.self.value", hidden, hidden);
            putProjection(layer + "attention.output.dense", hidden, hidden);
            putNorm(layer + "attention.output.LayerNorm", hidden);
            putProjection(layer + "intermediate.dense", config.intermediate(), hidden);
            putProjection(layer + "output.dense", hidden, config.intermediate());
            putNorm(layer + "output.LayerNorm", hidden);
        }
    }

    private void gpt2(Gpt2Config config) {
        int hidden = config.hidden();
        put("wte.weight", config.vocabulary(), hidden);
        put("wpe.weight", config.positions(), hidden);
        for (int i = 0; i < config.layers(); i++) {
            String layer = "h." + i + ".";
            putNorm(layer + "ln_1", hidden);
            putConvolution(layer + "attn.c_attn", hidden, 3 * hidden);
            putConvolution(layer + "attn.c_proj", hidden, hidden);
            putNorm(layer + "ln_2", hidden);
            putConvolution(layer + "mlp.c_fc", hidden, config.intermediate());
            putConvolution(layer + "mlp.c_proj", config.intermediate(), hidden);
        }
        putNorm("ln_f", hidden);
        putLanguageHead(config.tied(), config.vocabulary(), hidden);
    }

    private void llama(LlamaConfig config) {
        int hidden = config.hidden();
        int keyValue = hidden / config.heads() * config.keyValueHeads();
        put("embed_tokens.weight", config.vocabulary(), hidden);
        for (int i = 0; i < config.layers(); i++) {
            String layer = "layers." + i + ".";
            put(layer + "input_layernorm.weight", hidden);
            put(layer + "self_attn.q_proj.weight", hidden, hidden);
            put(layer + "self_attn.k_proj.weight", keyValue, hidden);
            put(layer + "self_attn.v_proj.weight", keyValue, hidden);
            put(layer + "self_attn.o_proj.weight", hidden, hidden);
            put(layer + "post_attention_layernorm.weight", hidden);
            put(layer + "mlp.gate_proj.weight", config.intermediate(), hidden);
            put(layer + "mlp.up_proj.weight", config.intermediate(), hidden);
            put(layer + "mlp.down_proj.weight", hidden, config.intermediate());
        }
        put("norm.weight", hidden);
        putLanguageHead(config.tied(), config.vocabulary(), hidden);
    }

    private void putLanguageHead(boolean tied, int vocabulary, int hidden) {
        if (!tied) {
            put(LANGUAGE_HEAD, vocabulary, hidden);
        }
    }

    private void putProjection(String name, int out, int in) {
        put(name + ".weight", out, in);
        put(name + ".bias", out);
    }

    /** GPT-2's projections are stored as [in, out]. */
    private void putConvolution(String name, int in, int out) {
        put(name + ".weight", in, out);
        put(name + ".bias", out);
    }

    private void putNorm(String name, int size) {
        put(name + ".weight", size);
        put(name + ".bias", size);
    }

    private void put(String name, int... shape) {
        shapes.put(name, shape);
    }
}
