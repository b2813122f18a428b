package sharelora.engine.adapter;

/** How an adapter leaves training, for those who serve it. */
public sealed interface Export {

    /**
     * As plain LoRA in PEFT's form: a pair at every site of the plan, which every PEFT loads.
     *
     * @param words how it was trained, the method's name first: {@code share-a of query}
     * @param alpha what a pair adds is multiplied by alpha / rank
     * @param rankStabilized whether it is multiplied by alpha / √rank instead
     * @param dropout of a pair's input while it was trained
     */
    record PeftLora(String words, double alpha, boolean rankStabilized, double dropout) implements Export {}

    /**
     * As an adapter of another type that PEFT has. None is written yet.
     *
     * @param type {@code VERA}
     */
    record PeftType(String type) implements Export {}

    /** In a form of our own, since it is no change of a weight. None is written yet. */
    record Native() implements Export {}

    /**
     * The only form that is written.
     *
     * @throws IllegalArgumentException naming method and form, where the adapter leaves in another one
     */
    static PeftLora peftLora(AdapterSpec adapter) {
        return switch (adapter.export()) {
            case PeftLora lora -> lora;
            case PeftType(String type) -> throw refused(adapter, "PEFT's " + type);
            case Native() -> throw refused(adapter, "a form of its own");
        };
    }

    private static IllegalArgumentException refused(AdapterSpec adapter, String form) {
        return new IllegalArgumentException("the method " + adapter.method().id() + " leaves as " + form
                + ", expected plain LoRA: no other form is written yet");
    }
}
