package sharelora.platform.records;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;

/** In which fields two records of one type differ. */
public final class ChangedFields {

    private ChangedFields() {}

    /**
     * One line for each field that differs: {@code maxLength: 32, was 64}.
     *
     * @param mayDiffer fields that are left out
     */
    public static List<String> between(SpecificRecord now, SpecificRecord before, Set<String> mayDiffer) {
        return now.getSchema().getFields().stream()
                .filter(field -> !mayDiffer.contains(field.name())
                        && !Objects.equals(now.get(field.pos()), before.get(field.pos())))
                .map(field -> field.name() + ": " + now.get(field.pos()) + ", was " + before.get(field.pos()))
                .toList();
    }
}
