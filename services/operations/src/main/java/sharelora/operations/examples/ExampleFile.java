package sharelora.operations.examples;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.function.Consumer;
import sharelora.schemas.Example;

/**
 * A way to write examples into a file. What is no example is counted by its reason and passed over, so that examples and
 * what was passed over are all the records that were read.
 */
public interface ExampleFile {

    /** Hands on every example from the first line on, as {@link #read(InputStream, long, Consumer)}. */
    default void read(InputStream input, Consumer<Example> examples) throws IOException {
        read(input, 1, examples);
    }

    /**
     * Hands on every example of the stream as it is read; the stream is not closed.
     *
     * @param from the first line whose record counts, from 1; a table's first row is read in any case
     * @throws IOException where the stream cannot be read, or not any further: then naming the line
     */
    void read(InputStream input, long from, Consumer<Example> examples) throws IOException;

    /** The line where the record at hand begins, from 1. */
    long line();

    /** How many records were passed over. */
    long skippedCount();

    /** What was passed over, in words: a line for every reason, with the numbers of the first lines. */
    List<String> skipped();
}
