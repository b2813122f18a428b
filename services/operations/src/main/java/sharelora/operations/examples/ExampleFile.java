package sharelora.operations.examples;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.function.Consumer;
import sharelora.schemas.Example;

/** A way to write examples into a file. What is no example is counted by its reason and passed over. */
public interface ExampleFile {

    /**
     * Hands on every example of the stream as it is read; the stream is not closed.
     *
     * @throws IOException where the stream cannot be read, or not any further: then naming the line
     */
    void read(InputStream input, Consumer<Example> examples) throws IOException;

    /** What was passed over, in words: a line for every reason, with the numbers of the first lines. */
    List<String> skipped();
}
