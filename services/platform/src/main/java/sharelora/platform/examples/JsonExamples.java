package sharelora.platform.examples;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import sharelora.platform.records.Received;
import sharelora.schemas.Example;
import sharelora.schemas.IgnoredRecord;
import sharelora.schemas.Input;

/**
 * Reads a topic that the user already has: one JSON object per record, fields by their paths. A field may hold a
 * string, a number or a boolean, and stands as it was written; null counts as missing.
 */
final class JsonExamples {

    private final FieldPath id;
    private final FieldPath text;
    private final FieldPath textPair;
    private final FieldPath label;
    private final FieldPath score;
    private final FieldPath completion;
    private final List<FieldPath> named;
    private final IgnoreRule ignored;

    private JsonExamples(Input input) {
        this.id = path(input.getId());
        this.text = path(input.getText());
        this.textPair = path(input.getTextPair());
        this.label = path(input.getLabel());
        this.score = path(input.getScore());
        this.completion = path(input.getCompletion());
        this.named = Stream.of(id, text, textPair, label, score, completion)
                .filter(Objects::nonNull)
                .toList();
        this.ignored = IgnoreRule.of(input.getIgnore());
    }

    private static FieldPath path(String name) {
        return name == null ? null : FieldPath.of(name);
    }

    static JsonExamples of(Input input) {
        return new JsonExamples(input);
    }

    ReadOutcome read(Received record) {
        if (record.value() == null) {
            return ignored.ofNoValue()
                    .<ReadOutcome>map(ReadOutcome.Ignored::new)
                    .orElse(new ReadOutcome.Poison(PoisonReason.UNREADABLE, "expected a JSON object, found no value"));
        }
        try {
            JsonValue root = StrictJson.read(record.value());
            Optional<IgnoredRecord> kind = ignored.of(root);
            if (kind.isPresent()) {
                return new ReadOutcome.Ignored(kind.get());
            }
            return root instanceof JsonValue.Fields
                    ? read(record, root)
                    : new ReadOutcome.Poison(PoisonReason.UNREADABLE, "expected a JSON object, found " + root.type());
        } catch (NotJsonException e) {
            return new ReadOutcome.Poison(PoisonReason.UNREADABLE, "expected a JSON object, found " + e.getMessage());
        }
    }

    private ReadOutcome read(Received record, JsonValue root) {
        for (FieldPath path : named) {
            Optional<ReadOutcome> problem = problem(path, root);
            if (problem.isPresent()) {
                return problem.get();
            }
        }
        OptionalDouble number =
                score == null ? OptionalDouble.empty() : scalar(score, root).number();
        if (score != null && number.isEmpty()) {
            return new ReadOutcome.Poison(
                    PoisonReason.WRONG_TYPE,
                    "field " + score.name() + ": expected a number, found "
                            + Shown.of(scalar(score, root).text()));
        }
        return new ReadOutcome.Found(new Example(
                id == null ? coordinates(record) : textOf(id, root),
                textOf(text, root),
                textOf(label, root),
                textOf(textPair, root),
                number.isPresent() ? number.getAsDouble() : null,
                textOf(completion, root)));
    }

    private static Optional<ReadOutcome> problem(FieldPath path, JsonValue root) {
        JsonValue value = path.in(root).orElse(null);
        if (value == null) {
            return Optional.of(new ReadOutcome.Poison(
                    PoisonReason.MISSING_FIELD, "no field " + path.name() + "; " + path.found(root)));
        }
        String found = switch (value) {
            case JsonValue.Scalar scalar when scalar.isWellFormed() -> "";
            case JsonValue.Scalar _ -> "half a character (an unpaired surrogate)";
            default -> value.type();
        };
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of(new ReadOutcome.Poison(
                        PoisonReason.WRONG_TYPE, "field " + path.name() + ": expected text, found " + found));
    }

    private static JsonValue.Scalar scalar(FieldPath path, JsonValue root) {
        return (JsonValue.Scalar) path.in(root).orElseThrow();
    }

    private static String textOf(FieldPath path, JsonValue root) {
        return path == null ? null : scalar(path, root).text();
    }

    private static String coordinates(Received record) {
        return record.topic() + ":" + record.partition() + ":" + record.offset();
    }
}
