"""Tiny random models of each family, and where an adapter of PEFT sits in them."""

import dataclasses
import typing

import peft
import torch
import transformers

SIZES = {"vocab_size": 50, "hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 32}

BERT_TARGETS = {
    "query": "attention.self.query",
    "key": "attention.self.key",
    "value": "attention.self.value",
    "output": "attention.output.dense",
    "up": "intermediate.dense",
    "down": "output.dense",
}
# Query, key and value are columns of c_attn, where PEFT has no adapter of one's own for each: see Merged.
GPT2_TARGETS = {
    "query": 0,
    "key": 1,
    "value": 2,
    "output": "attn.c_proj",
    "up": "mlp.c_fc",
    "down": "mlp.c_proj",
}
LLAMA_TARGETS = {
    "query": "self_attn.q_proj",
    "key": "self_attn.k_proj",
    "value": "self_attn.v_proj",
    "output": "self_attn.o_proj",
    "gate": "mlp.gate_proj",
    "up": "mlp.up_proj",
    "down": "mlp.down_proj",
}


class Pair(torch.nn.Module):
    """One low-rank path, named as PEFT names its own."""

    def __init__(self, inputs, outputs, rank):
        super().__init__()
        self.lora_A = torch.nn.ModuleDict({"default": torch.nn.Linear(inputs, rank, bias=False)})
        self.lora_B = torch.nn.ModuleDict({"default": torch.nn.Linear(rank, outputs, bias=False)})

    def forward(self, x):
        return self.lora_B["default"](self.lora_A["default"](x))


class Merged(torch.nn.Module):
    """GPT-2's c_attn with a pair of its own for query, key and value: loralib's MergedLinear."""

    def __init__(self, c_attn, hidden, rank, scale):
        super().__init__()
        self.c_attn = c_attn
        self.scale = scale
        self.pairs = torch.nn.ModuleList(Pair(hidden, hidden, rank) for _ in range(3))

    def forward(self, x):
        return self.c_attn(x) + self.scale * torch.cat([pair(x) for pair in self.pairs], -1)


@dataclasses.dataclass
class Family:
    """How a family is made and read."""

    create: typing.Callable
    targets: dict
    blocks: str  # the module whose children are the layers, in the bare model
    first_token: int = 0  # RoBERTa gives the padding token, id 1, no position of its own
    pooled: bool = False  # whether the bare model comes with a pooler unless told otherwise
    with_language_head: typing.Callable | None = None
    seed: int = 7

    def make(self, folder):
        """Writes a random model; norms around one, all else around zero."""
        model = self.create()
        with torch.no_grad():
            for name, parameter in model.named_parameters():
                center = 1.0 if parameter.dim() == 1 and name.endswith(".weight") else 0.0
                parameter.copy_(center + 0.3 * torch.randn_like(parameter))
        model.save_pretrained(folder)
        (folder / "generation_config.json").unlink(missing_ok=True)

    def bare(self, folder):
        return transformers.AutoModel.from_pretrained(folder, **({"add_pooling_layer": False} if self.pooled else {}))

    def with_adapter(self, base, shared, rank, alpha, **options):
        """The base under PEFT, and the trained matrices by name: tied where shared names A or B."""
        # output.dense is the end of attention.output.dense too: names of one module each, by a pattern.
        modules = [module for module in self.targets.values() if isinstance(module, str)]
        pattern = r".*" + self.blocks.replace(".", r"\.") + r"\.\d+\.(" + "|".join(
            module.replace(".", r"\.") for module in modules) + ")"
        bare = getattr(base, base.base_model_prefix, base)
        config = peft.LoraConfig(r=rank, lora_alpha=alpha, target_modules=pattern, **options)
        wrapped = peft.get_peft_model(base, config)
        trained = {}
        for layer, block in enumerate(bare.get_submodule(self.blocks)):
            if len(modules) < len(self.targets):
                block.attn.c_attn = Merged(block.attn.c_attn, bare.config.hidden_size, rank, alpha / rank)
            for target, module in self.targets.items():
                lora = block.get_submodule(module) if isinstance(module, str) else block.attn.c_attn.pairs[module]
                for matrix, linear in (("A", lora.lora_A["default"]), ("B", lora.lora_B["default"])):
                    name = f"{target}.{matrix}" if matrix in shared else f"{layer}.{target}.{matrix}"
                    linear.weight = trained.setdefault(name, linear.weight)
        return wrapped, trained

    def with_prompts(self, batch):
        """The records that have at least two tokens; the first quarter of each is the prompt, at least one token."""
        starts, ids, texts, prompts = batch["starts"], [], [0], []
        for a, b in zip(starts, starts[1:]):
            if b - a > 1:
                ids += batch["tokenIds"][a:b]
                texts.append(len(ids))
                prompts.append(max(1, (b - a) // 4))
        return {"tokenIds": ids, "starts": texts, "prompts": prompts}


def bert():
    return transformers.BertModel(
        transformers.BertConfig(**SIZES, max_position_embeddings=24), add_pooling_layer=False)


def roberta():
    config = transformers.RobertaConfig(**SIZES, max_position_embeddings=26, type_vocab_size=1, layer_norm_eps=1e-5)
    return transformers.RobertaModel(config, add_pooling_layer=False)


def gpt2():
    return transformers.GPT2LMHeadModel(transformers.GPT2Config(
        vocab_size=50, n_embd=16, n_layer=2, n_head=2, n_inner=32, n_positions=24, bos_token_id=0, eos_token_id=0))


def llama():
    rotary = {
        "rope_type": "llama3", "rope_theta": 500.0, "factor": 4.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
        "original_max_position_embeddings": 12}
    sizes = SIZES | {"num_attention_heads": 4, "intermediate_size": 24}
    return transformers.LlamaForCausalLM(transformers.LlamaConfig(
        **sizes, num_key_value_heads=2, max_position_embeddings=24, rope_parameters=rotary, bos_token_id=0,
        eos_token_id=1))


def causal(folder):
    return transformers.AutoModelForCausalLM.from_pretrained(folder)


ALL = {
    "bert": Family(bert, BERT_TARGETS, "encoder.layer", pooled=True),
    "roberta": Family(roberta, BERT_TARGETS, "encoder.layer", first_token=2, pooled=True),
    "gpt2": Family(gpt2, GPT2_TARGETS, "h", with_language_head=causal, seed=8),
    "llama": Family(llama, LLAMA_TARGETS, "layers", with_language_head=causal),
}
