package sharelora.operations.rights;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import sharelora.platform.stage.StageDeclaration;
import sharelora.platform.stage.StageDeclarations;

/**
 * Whom rights are given to: a stage, or people at a command line.
 *
 * @param id the name it logs in with: {@code evaluator-worker}
 */
public record Principal(String id) {

    /** Everything but {@code feed}: what asks, and what changes a job. */
    public static final Principal OPERATOR = new Principal("operator");

    /** {@code feed}, and other producers of examples. */
    public static final Principal FEEDER = new Principal("feeder");

    /** Another team. */
    public static final Principal READER = new Principal("reader");

    /** The stage, or the role of one, that says so. */
    public static Principal of(StageDeclaration stage) {
        return new Principal(stage.id());
    }

    /** All of them, in the order of the flow. */
    public static List<Principal> all() {
        return Stream.of(
                        Stream.of(OPERATOR, FEEDER),
                        StageDeclarations.all().stream().map(Principal::of),
                        Stream.of(READER))
                .flatMap(each -> each)
                .toList();
    }

    /**
     * The principal of that name; capitals and underscores are read as small letters and hyphens.
     *
     * @throws IllegalArgumentException naming the value and the names there are
     */
    public static Principal named(String name) {
        String id = name.toLowerCase(Locale.ROOT).replace('_', '-');
        return all().stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("principal is " + name + ", expected one of "
                        + all().stream().map(Principal::id).collect(Collectors.joining(", "))));
    }
}
