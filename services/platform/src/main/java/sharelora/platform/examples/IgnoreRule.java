package sharelora.platform.examples;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import sharelora.schemas.IgnoredRecord;

/**
 * Which records of a change log are passed over by choice. They say that something is gone, and there is nothing in them
 * to learn from.
 *
 * <p>A delete is a change event, as it is or as the {@code payload} of a Connect envelope, whose {@code op} is {@code d};
 * or, where it has no {@code op}, whose {@code before} is an object and whose {@code after} is null.
 */
final class IgnoreRule {

    private static final FieldPath PAYLOAD = FieldPath.of("payload");
    private static final FieldPath OPERATION = FieldPath.of("op");
    private static final FieldPath BEFORE = FieldPath.of("before");
    private static final String DELETE = "d";
    private static final String AFTER = "after";

    private final Set<IgnoredRecord> kinds;

    private IgnoreRule(Set<IgnoredRecord> kinds) {
        this.kinds = kinds;
    }

    static IgnoreRule of(List<IgnoredRecord> kinds) {
        Set<IgnoredRecord> set = EnumSet.noneOf(IgnoredRecord.class);
        set.addAll(kinds);
        return new IgnoreRule(set);
    }

    /** What a record without a value is passed over as; empty where it is not. */
    Optional<IgnoredRecord> ofNoValue() {
        return Optional.of(IgnoredRecord.TOMBSTONES).filter(kinds::contains);
    }

    /** What a record with this value is passed over as; empty where it is not. */
    Optional<IgnoredRecord> of(JsonValue root) {
        return Optional.of(IgnoredRecord.DELETES)
                .filter(kinds::contains)
                .filter(_ -> isDelete(root)
                        || PAYLOAD.in(root).filter(IgnoreRule::isDelete).isPresent());
    }

    private static boolean isDelete(JsonValue event) {
        if (!(event instanceof JsonValue.Fields fields)) {
            return false;
        }
        return OPERATION
                .in(event)
                .map(operation -> operation.equals(JsonValue.Scalar.of(DELETE)))
                .orElseGet(() -> BEFORE.in(event)
                                .filter(JsonValue.Fields.class::isInstance)
                                .isPresent()
                        && fields.values().get(AFTER) == JsonValue.Nothing.NULL);
    }
}
