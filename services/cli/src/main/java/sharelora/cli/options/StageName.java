package sharelora.cli.options;

import java.util.Locale;

/** A stage that can be a process of its own, in the order of the flow. */
public enum StageName {
    TOKENIZER(8081),
    TRAINER(8082),
    CHECKPOINTER(8083),
    EVALUATOR(8084);

    private final int port;

    StageName(int port) {
        this.port = port;
    }

    /** Its word: the subcommand that starts it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Where it serves HTTP, unless told otherwise: four stages on one machine do not meet. */
    public int port() {
        return port;
    }
}
