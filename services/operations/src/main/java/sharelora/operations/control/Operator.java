package sharelora.operations.control;

/**
 * Who acts.
 *
 * @param who the user of the machine, or the name behind a token
 * @param via by which door
 */
public record Operator(String who, String via) {

    /** Whoever runs this command. */
    public static Operator ofThisMachine() {
        return new Operator(System.getProperty("user.name"), "command");
    }
}
