package sharelora.engine.fused;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import org.nd4j.linalg.factory.Nd4j;

/** The version of ND4J that runs, as its own jar says it. */
final class Nd4jVersion {

    private static final String PROPERTIES = "/META-INF/maven/org.nd4j/nd4j-api/pom.properties";

    private Nd4jVersion() {}

    /** {@code unknown} where the jar was packed anew without it. */
    static String text() {
        Properties properties = new Properties();
        try (InputStream in = Nd4j.class.getResourceAsStream(PROPERTIES)) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version", "unknown");
    }
}
