package sharelora.platform.stage;

/**
 * A process that runs a stage, or several roles of one.
 *
 * @param word the subcommand that starts it, and its name in logs and thread names
 * @param port where it serves health and metrics over HTTP, unless told otherwise: no two processes share one
 */
public record StageProcess(String word, int port) {}
