package sharelora.operations.export;

/** What a checkpoint is written as. */
public enum ExportForm {
    /** Two files that PEFT loads on the base, and the head beside them. */
    PEFT,
    /** The base with the adapter worked into it: a model that needs no PEFT, and the head beside it. */
    MERGED,
    /** The method's own matrices, each shared one once, in one file, and the head beside it. */
    NATIVE
}
