package sharelora.operations.submission;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.avro.Schema.Field;
import org.apache.avro.specific.SpecificRecord;

/** Where two records of one type differ, field by field, in words. */
final class Differences {

    private Differences() {}

    /** One line a difference: {@code adapter.rank: 8, was 4}. */
    static List<String> between(SpecificRecord now, SpecificRecord before, Set<String> ignored) {
        List<String> lines = new ArrayList<>();
        collect("", now, before, ignored, lines);
        return lines;
    }

    private static void collect(
            String path, SpecificRecord now, SpecificRecord before, Set<String> ignored, List<String> lines) {
        for (Field field : now.getSchema().getFields()) {
            Object here = now.get(field.pos());
            Object there = before.get(field.pos());
            if (ignored.contains(path + field.name()) || Objects.equals(here, there)) {
                continue;
            }
            if (here instanceof SpecificRecord inner && there instanceof SpecificRecord other) {
                collect(path + field.name() + ".", inner, other, ignored, lines);
            } else {
                lines.add(path + field.name() + ": " + here + ", was " + there);
            }
        }
    }
}
