package sharelora.operations.examples;

import java.io.IOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import sharelora.platform.examples.Shown;

/** The columns' names in the first row of a table. */
record TableHeader(List<String> columns) {

    private static final int NEAR = 2;

    /**
     * A header with a column for every field that is required, and with no name twice; a name may be empty.
     *
     * @throws IOException naming what is wrong, and the names that are near a missing one
     */
    static TableHeader of(List<String> columns, ExampleFields fields) throws IOException {
        Set<String> seen = new HashSet<>();
        for (String column : columns) {
            if (!column.isEmpty() && !seen.add(column)) {
                throw new IOException(
                        "line 1: the column " + quoted(column) + " is there twice; expected each name once");
            }
        }
        for (String field : fields.required()) {
            if (!columns.contains(fields.name(field))) {
                throw new IOException(missing(columns, field, fields.name(field)));
            }
        }
        return new TableHeader(columns);
    }

    int size() {
        return columns.size();
    }

    private static String missing(List<String> columns, String field, String name) {
        String found = columns.isEmpty() ? "no row" : shown(columns);
        return "line 1: expected the columns' names, " + quoted(name) + " among them; found " + found
                + advice(columns, field, name);
    }

    private static String advice(List<String> columns, String field, String name) {
        List<String> near =
                columns.stream().filter(column -> isNear(column, name)).toList();
        if (!near.isEmpty()) {
            return "; nearest: " + shown(near) + ", which --field " + field + "=NAME takes";
        }
        return columns.size() == 1
                ? "; is that one column? --format csv separates by commas, tsv by tabs"
                : "; --field " + field + "=NAME takes a column of another name";
    }

    private static boolean isNear(String column, String name) {
        String one = letters(column);
        String other = letters(name);
        return !one.isEmpty()
                && (one.equals(other) || distance(one, other) <= Math.min(NEAR, (other.length() + 1) / 3));
    }

    private static String letters(String name) {
        return name.toLowerCase(Locale.ROOT)
                .codePoints()
                .filter(Character::isLetterOrDigit)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** Levenshtein's distance: letters to put in, to take out or to replace. */
    private static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= Math.min(one.length(), 100); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[other.length()];
    }

    private static String shown(Collection<String> columns) {
        return columns.stream().limit(10).map(TableHeader::quoted).collect(Collectors.joining(", "))
                + (columns.size() > 10 ? " and " + (columns.size() - 10) + " more" : "");
    }

    private static String quoted(String column) {
        return '"' + Shown.of(column) + '"';
    }
}
