package sharelora.engine.checkpoint;

import java.util.Locale;
import sharelora.engine.adapter.Export;
import sharelora.engine.adapter.lowrank.CompactFile;
import sharelora.engine.format.huggingface.ModuleNames;
import sharelora.engine.format.peft.AdapterFolder;
import sharelora.engine.format.peft.PeftFolder;
import sharelora.engine.head.CosineHead;
import sharelora.engine.head.LanguageHead;
import sharelora.engine.head.MeanHead;
import sharelora.engine.head.StockHead;
import sharelora.engine.head.StockHeadNames;

/** The page in the folder of a method's own form: what it is, and the lines of Python that put it on a plain model. */
final class NativeReadme {

    private NativeReadme() {}

    static String text(AdapterFolder adapter, PeftFolder.TokenizerPlace tokenizer) {
        Export.Native own = CheckpointFolder.export(adapter.adapter());
        String place = tokenizer.name().toLowerCase(Locale.ROOT);
        String lines = switch (adapter.head()) {
            case MeanHead head -> lines(adapter, head, own, place);
            case CosineHead _ -> ofCosines(adapter, own, place);
            case StockHead head -> lines(head, own, place);
            case LanguageHead _ -> words(own, place);
        };
        return """
            # %s adapter on %s

            Trained by ShareLoRA Streams with rank %d, alpha %s, on a base of %d layers. %s: the matrices are in
            `%s`, and transformers alone runs them with these lines.
            The base is the folder with content hash `%s`.

            ```python
            %s```
            """.formatted(
                        adapter.method(),
                        adapter.base(),
                        adapter.rank(),
                        adapter.adapter().alpha(),
                        adapter.layers().size(),
                        sentence(own.notPeft()),
                        CompactFile.NAME,
                        adapter.baseSha256(),
                        lines);
    }

    private static String sentence(String words) {
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    private static String lines(AdapterFolder adapter, MeanHead head, Export.Native own, String place) {
        return ofMean(adapter, own, place)
                + """
                logits = float(head.metadata()["scale"]) * mean @ head.get_tensor("weight").T + head.get_tensor("bias")
                print(%s)
                """.formatted(
                                head.labels().isEmpty()
                                        ? "logits.item()"
                                        : "json.loads(head.metadata()[\"labels\"])[logits.argmax()]");
    }

    private static String ofCosines(AdapterFolder adapter, Export.Native own, String place) {
        return ofMean(adapter, own, place) + """
            unit = torch.nn.functional.normalize
            logits = head.get_tensor("scale") * unit(mean) @ unit(head.get_tensor("weight")).T
            print(json.loads(head.metadata()["labels"])[logits.argmax()])
            """;
    }

    private static String ofMean(AdapterFolder adapter, Export.Native own, String place) {
        return """
            import json, safetensors, torch, transformers
            base, adapter, text = "path/to/base", "path/to/this/folder", "a sentence"
            tokenizer = transformers.AutoTokenizer.from_pretrained(%s)
            model = transformers.AutoModel.from_pretrained(base%s).float().eval()
            numbers = adapter + "/%s"
            %shead = safetensors.safe_open(adapter + "/head.safetensors", "pt")
            with torch.no_grad(): mean = model(**tokenizer(text, truncation=True, return_tensors="pt")).last_hidden_state.mean(1)
            """.formatted(
                        place,
                        adapter.naming() == ModuleNames.ENCODER ? ", add_pooling_layer=False" : "",
                        CompactFile.NAME,
                        own.python());
    }

    /** A decoder's class looks for the last token that does not pad, and takes no two texts where it knows of none. */
    private static String lines(StockHead head, Export.Native own, String place) {
        boolean scores = head.naming() == StockHeadNames.GPT2 || head.naming() == StockHeadNames.LLAMA;
        return """
            import json, safetensors, safetensors.torch, torch, transformers
            base, adapter, text = "path/to/base", "path/to/this/folder", "a sentence"
            tokenizer = transformers.AutoTokenizer.from_pretrained(%s)
            model = transformers.AutoModelForSequenceClassification.from_pretrained(base, num_labels=%d%s).float().eval()
            numbers = adapter + "/%s"
            %smodel.load_state_dict(safetensors.torch.load_file(adapter + "/head.safetensors"), strict=False)
            with torch.no_grad(): logits = model(**tokenizer(text, truncation=True, return_tensors="pt")).logits
            labels = json.loads(safetensors.safe_open(adapter + "/head.safetensors", "pt").metadata()["labels"])
            print(%s)
            """.formatted(
                        place,
                        head.outputs(),
                        scores ? ", pad_token_id=tokenizer.pad_token_id" : "",
                        CompactFile.NAME,
                        own.python(),
                        head.labels().isEmpty() ? "logits.item()" : "labels[logits.argmax()]");
    }

    private static String words(Export.Native own, String place) {
        return """
            import json, safetensors, torch, transformers
            base, adapter, prompt = "path/to/base", "path/to/this/folder", "a prompt"
            tokenizer = transformers.AutoTokenizer.from_pretrained(%s)
            model = transformers.AutoModelForCausalLM.from_pretrained(base).float().eval()
            numbers = adapter + "/%s"
            %stokens = tokenizer(prompt, return_tensors="pt").input_ids
            with torch.no_grad(): text = model.generate(input_ids=tokens, max_new_tokens=64, do_sample=False)
            print(tokenizer.decode(text[0, tokens.shape[1]:], skip_special_tokens=True))
            """.formatted(place, CompactFile.NAME, own.python());
    }
}
