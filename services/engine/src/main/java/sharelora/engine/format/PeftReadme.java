package sharelora.engine.format;

/** The page in a PEFT folder: what it is, and the lines of Python that use it. */
final class PeftReadme {

    private PeftReadme() {}

    static String text(AdapterFolder adapter) {
        return """
                # %s adapter on %s

                Rank %d, alpha %s%s, on %s of each of %d layers; %d outputs. Trained by ShareLoRA Streams, written as plain LoRA.
                The base is the folder with content hash `%s`.

                ```python
                import json, peft, safetensors, torch, transformers
                base, adapter, text = "path/to/base", "path/to/this/folder", "a sentence"
                tokenizer = transformers.AutoTokenizer.from_pretrained(base)
                model = peft.PeftModel.from_pretrained(transformers.AutoModel.from_pretrained(base%s), adapter).eval()
                head = safetensors.safe_open(adapter + "/head.safetensors", "pt")
                with torch.no_grad(): mean = model(**tokenizer(text, truncation=True, return_tensors="pt")).last_hidden_state.mean(1)
                logits = float(head.metadata()["scale"]) * mean @ head.get_tensor("weight").T + head.get_tensor("bias")
                print(%s)
                ```

                `truncation=True` cuts at the base's longest sequence; training may have cut earlier, at the stream's `maxLength`.
                """.formatted(
                        adapter.method(),
                        adapter.base(),
                        adapter.rank(),
                        adapter.adapter().alpha(),
                        adapter.adapter().rankStabilized() ? " over √rank" : "",
                        String.join(", ", adapter.targets()),
                        adapter.layers().size(),
                        adapter.head().bias().length,
                        adapter.baseSha256(),
                        adapter.naming() == Naming.ENCODER ? ", add_pooling_layer=False" : "",
                        adapter.head().labels().isEmpty()
                                ? "logits.item()"
                                : "json.loads(head.metadata()[\"labels\"])[logits.argmax()]");
    }
}
