package sharelora.operations.examples;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import sharelora.platform.examples.JsonValue;
import sharelora.schemas.Example;

/**
 * Examples from a table whose first row names its columns. Comma-separated values are quoted as RFC 4180 says;
 * tab-separated ones are not quoted at all, so that a quotation mark is part of the text. An empty cell is a missing
 * field.
 */
public final class SeparatedValues implements ExampleFile {

    private static final CsvFactory ROWS =
            CsvFactory.builder().enable(CsvParser.Feature.SKIP_EMPTY_LINES).build();

    private final ExampleFields fields;
    private final CsvSchema schema;
    private final SkippedLines skipped = new SkippedLines();
    private long line;

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
    public void read(InputStream input, long from, Consumer<Example> examples) throws IOException {
        StrictReader file = new StrictReader(TextLines.of(input));
        try (CsvParser rows = ROWS.createParser(file)) {
            rows.setSchema(schema);
            List<String> first = row(rows);
            if (first.isEmpty()) {
                file.requireWhole();
            }
            TableHeader header = TableHeader.of(first, fields);
            for (List<String> row = row(rows); !row.isEmpty(); row = row(rows)) {
                if (line >= from) {
                    read(header, row, examples);
                }
            }
            file.requireWhole();
        } catch (JsonProcessingException e) {
            file.requireWhole();
            throw broken(e);
        }
    }

    @Override
    public long line() {
        return line;
    }

    @Override
    public long skippedCount() {
        return skipped.count();
    }

    @Override
    public List<String> skipped() {
        return skipped.words();
    }

    /** The cells of the next row; none at the end of the file. */
    private List<String> row(CsvParser rows) throws IOException {
        List<String> cells = new ArrayList<>();
        if (rows.nextToken() == null) {
            return cells;
        }
        line = rows.currentLocation().getLineNr();
        while (rows.nextToken() != JsonToken.END_ARRAY) {
            cells.add(rows.getText());
        }
        return cells;
    }

    private void read(TableHeader header, List<String> row, Consumer<Example> examples) {
        if (row.size() != header.size()) {
            skip("not as many cells as the first row");
            return;
        }
        Map<String, JsonValue> record = new LinkedHashMap<>();
        for (int i = 0; i < row.size(); i++) {
            if (row.get(i).indexOf('\0') >= 0) {
                skip("holds a NUL byte");
                return;
            }
            if (!row.get(i).isEmpty()) {
                record.put(header.columns().get(i), JsonValue.Scalar.of(row.get(i)));
            }
        }
        fields.read(new JsonValue.Fields(record), line, examples, this::skip);
    }

    private void skip(String reason) {
        skipped.add(reason, line);
    }

    /** What follows has no rows any more. */
    private IOException broken(JsonProcessingException cause) {
        // A cell without an end outgrows the parser's limit before a large file ends.
        boolean open = cause instanceof StreamConstraintsException
                || cause.getOriginalMessage().contains("closing quote");
        return new IOException(
                "line " + line + ": "
                        + (open
                                ? "a quotation mark opens a cell here and is never closed"
                                : "a quotation mark closes a cell here, and the cell goes on")
                        + "; one inside a cell is doubled (\"\")",
                cause);
    }
}
