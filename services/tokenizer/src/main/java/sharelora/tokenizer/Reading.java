package sharelora.tokenizer;

/** What a record turned out to be. */
sealed interface Reading {

    /**
     * A text that can be learned from if its label is known.
     *
     * @param id of the example; two records with one id are two examples
     */
    record Labelled(String id, String text, String label) implements Reading {}

    /**
     * A record that never can be.
     *
     * @param detail what was found and what was expected
     */
    record Poison(Reason reason, String detail) implements Reading {}
}
