package sharelora.operations;

import java.nio.file.Path;

/** The folder that belongs to the user's installation: {@code ~/.sharelora}, or what {@code SHARELORA_HOME} names. */
public final class Home {

    private Home() {}

    public static Path folder() {
        String given = System.getProperty("sharelora.home");
        return given == null ? Path.of(System.getProperty("user.home"), ".sharelora") : Path.of(given);
    }

    /** Jars that the launcher fetched: the demo's sentences and the base models. */
    public static Path downloads() {
        return folder().resolve("downloads");
    }
}
