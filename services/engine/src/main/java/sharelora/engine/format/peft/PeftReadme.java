package sharelora.engine.format.peft;

import java.util.Locale;
import sharelora.engine.format.huggingface.ModuleNames;
import sharelora.engine.head.CosineHead;
import sharelora.engine.head.LanguageHead;
import sharelora.engine.head.MeanHead;
import sharelora.engine.head.StockHead;
import sharelora.engine.head.StockHeadNames;

/** The page in a PEFT folder: what it is, and the lines of Python that use it. */
final class PeftReadme {

    private static final String FENCE = "```\n\n";

    private static final String HINT_OF_OUTPUTS = """
        `truncation=True` cuts at the base's longest sequence; training may have cut earlier, at the stream's `maxLength`.
        """;

    private static final String HINT_OF_WORDS = """
        `skip_special_tokens=False` shows the token that ended the text, if one did before `max_new_tokens`.
        """;

    private PeftReadme() {}

    static String text(AdapterFolder adapter, PeftFolder.TokenizerPlace tokenizer) {
        String place = tokenizer.name().toLowerCase(Locale.ROOT);
        return switch (adapter.head()) {
            case MeanHead head ->
                text(adapter, head.outputs() + " outputs", lines(adapter, head, place) + FENCE + HINT_OF_OUTPUTS);
            case CosineHead head ->
                text(adapter, head.outputs() + " outputs", ofCosines(adapter, place) + FENCE + HINT_OF_OUTPUTS);
            case StockHead head ->
                text(adapter, head.outputs() + " outputs", lines(head, place) + FENCE + HINT_OF_OUTPUTS);
            case LanguageHead _ -> text(adapter, "the base's own language head", words(place) + FENCE + HINT_OF_WORDS);
        };
    }

    private static String words(String place) {
        return """
            import peft, torch, transformers
            base, adapter, prompt = "path/to/base", "path/to/this/folder", "a prompt"
            tokenizer = transformers.AutoTokenizer.from_pretrained(%s)
            model = peft.PeftModel.from_pretrained(transformers.AutoModelForCausalLM.from_pretrained(base).float(), adapter).eval()
            tokens = tokenizer(prompt, return_tensors="pt").input_ids
            with torch.no_grad(): text = model.generate(input_ids=tokens, max_new_tokens=64, do_sample=False)
            print(tokenizer.decode(text[0, tokens.shape[1]:], skip_special_tokens=True))
            """.formatted(place);
    }

    private static String lines(AdapterFolder adapter, MeanHead head, String place) {
        return ofMean(adapter, place)
                + """
                logits = float(head.metadata()["scale"]) * mean @ head.get_tensor("weight").T + head.get_tensor("bias")
                print(%s)
                """.formatted(
                                head.labels().isEmpty()
                                        ? "logits.item()"
                                        : "json.loads(head.metadata()[\"labels\"])[logits.argmax()]");
    }

    private static String ofCosines(AdapterFolder adapter, String place) {
        return ofMean(adapter, place) + """
            unit = torch.nn.functional.normalize
            logits = head.get_tensor("scale") * unit(mean) @ unit(head.get_tensor("weight")).T
            print(json.loads(head.metadata()["labels"])[logits.argmax()])
            """;
    }

    private static String ofMean(AdapterFolder adapter, String place) {
        return """
            import json, peft, safetensors, torch, transformers
            base, adapter, text = "path/to/base", "path/to/this/folder", "a sentence"
            tokenizer = transformers.AutoTokenizer.from_pretrained(%s)
            model = peft.PeftModel.from_pretrained(transformers.AutoModel.from_pretrained(base%s), adapter).eval()
            head = safetensors.safe_open(adapter + "/head.safetensors", "pt")
            with torch.no_grad(): mean = model(**tokenizer(text, truncation=True, return_tensors="pt")).last_hidden_state.mean(1)
            """.formatted(place, adapter.naming() == ModuleNames.ENCODER ? ", add_pooling_layer=False" : "");
    }

    /** A decoder's class looks for the last token that does not pad, and takes no two texts where it knows of none. */
    private static String lines(StockHead head, String place) {
        boolean scores = head.naming() == StockHeadNames.GPT2 || head.naming() == StockHeadNames.LLAMA;
        return """
            import json, peft, safetensors, torch, transformers
            base, adapter, text = "path/to/base", "path/to/this/folder", "a sentence"
            tokenizer = transformers.AutoTokenizer.from_pretrained(%s)
            model = transformers.AutoModelForSequenceClassification.from_pretrained(base, num_labels=%d%s)
            model = peft.PeftModel.from_pretrained(model, adapter).eval()
            with torch.no_grad(): logits = model(**tokenizer(text, truncation=True, return_tensors="pt")).logits
            labels = json.loads(safetensors.safe_open(adapter + "/adapter_model.safetensors", "pt").metadata()["labels"])
            print(%s)
            """.formatted(
                        place,
                        head.outputs(),
                        scores ? ", pad_token_id=tokenizer.pad_token_id" : "",
                        head.labels().isEmpty() ? "logits.item()" : "labels[logits.argmax()]");
    }

    private static String text(AdapterFolder adapter, String outputs, String lines) {
        return """
            # %s adapter on %s

            Rank %d%s, on %s of each of %d layers; %s. Trained by ShareLoRA Streams, written as %s.
            The base is the folder with content hash `%s`.

            ```python
            %s\
            """.formatted(
                        adapter.method(),
                        adapter.base(),
                        adapter.rank(),
                        scale(adapter.adapter()),
                        String.join(", ", adapter.targets()),
                        adapter.layers().size(),
                        outputs,
                        form(adapter.adapter()),
                        adapter.baseSha256(),
                        lines);
    }

    private static String scale(LowRankAdapter adapter) {
        return PeftTensors.form(adapter) == OwnMatrices.Form.VERA
                ? ""
                : ", alpha " + adapter.alpha() + (adapter.rankStabilized() ? " over √rank" : "");
    }

    private static String form(LowRankAdapter adapter) {
        return switch (PeftTensors.form(adapter)) {
            case VERA -> "PEFT's VeRA";
            case MONTECLORA -> "LoRA with PEFT's `monteclora_config`";
            case NATIVE -> "the method's own form";
            case BESIDE ->
                adapter.own().isPresent()
                        ? "plain LoRA, with what was trained in `" + MethodFile.NAME + "`"
                        : "plain LoRA";
        };
    }
}
