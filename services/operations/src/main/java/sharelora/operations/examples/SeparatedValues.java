package sharelora.operations.examples;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.RuntimeJsonMappingException;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.function.Consumer;
import sharelora.schemas.Example;

/**
 * Examples from a table whose first row names its columns. Comma-separated values are quoted as RFC 4180 says;
 * tab-separated ones are not quoted at all, so that a quotation mark is part of the text. An empty cell is a missing
 * field.
 */
public final class SeparatedValues implements ExampleFile {

    private static final ObjectReader ROWS = CsvMapper.builder()
            .enable(CsvParser.Feature.WRAP_AS_ARRAY, CsvParser.Feature.SKIP_EMPTY_LINES)
            .build()
            .readerForListOf(String.class);

    private final ExampleFields fields;
    private final CsvSchema schema;
    private final SkippedLines skipped = new SkippedLines();

    private SeparatedValues(ExampleFields fields, CsvSchema schema) {
        this.fields = fields;
        this.schema = schema;
    }

    /** Comma-separated values. */
    public static SeparatedValues commas(ExampleFields fields) {
        return new SeparatedValues(fields, CsvSchema.emptySchema());
    }

    /** Tab-separated values. */
    public static SeparatedValues tabs(ExampleFields fields) {
        return new SeparatedValues(
                fields, CsvSchema.emptySchema().withColumnSeparator('\t').withoutQuoteChar());
    }

    @Override
    public void read(InputStream input, Consumer<Example> examples) throws IOException {
        // A table is not ours to close: it may be standard input.
        MappingIterator<List<String>> rows =
                ROWS.with(schema).without(StreamReadFeature.AUTO_CLOSE_SOURCE).readValues(input);
        try {
            List<String> header = rows.hasNext() ? rows.next() : List.of();
            requireText(header);
            while (rows.hasNext()) {
                long line = rows.getCurrentLocation().getLineNr();
                read(header, rows.next(), line, examples);
            }
        } catch (RuntimeJsonMappingException e) {
            throw broken(rows, e.getMessage(), e);
        } catch (RuntimeException e) {
            if (e.getCause() instanceof JsonProcessingException cause) {
                throw broken(rows, cause.getOriginalMessage(), e);
            }
            throw e;
        }
    }

    @Override
    public List<String> skipped() {
        return skipped.words();
    }

    private void requireText(List<String> header) throws IOException {
        if (!header.contains(fields.name("text"))) {
            throw new IOException("the first row is " + header + ", expected the columns' names, " + fields.name("text")
                    + " among them");
        }
    }

    private void read(List<String> header, List<String> row, long line, Consumer<Example> examples) {
        if (row.size() != header.size()) {
            skipped.add("not as many cells as the first row", line);
            return;
        }
        ObjectNode record = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < row.size(); i++) {
            if (!row.get(i).isEmpty()) {
                record.put(header.get(i), row.get(i));
            }
        }
        fields.read(record, line, examples, reason -> skipped.add(reason, line));
    }

    /** What follows an unclosed quotation mark has no rows any more. */
    private static IOException broken(MappingIterator<?> rows, String message, RuntimeException cause) {
        return new IOException("line " + rows.getCurrentLocation().getLineNr() + ": " + message, cause);
    }
}
