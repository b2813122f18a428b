package sharelora.predictor.openai;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import sharelora.platform.examples.JsonValue;
import sharelora.platform.examples.NotJsonException;
import sharelora.platform.examples.Shown;
import sharelora.platform.examples.StrictJson;
import sharelora.predictor.http.HttpProblem;

/** A request's fields by name, each read once; null counts as not there. */
final class RequestFields {

    private final String place;
    private final Map<String, JsonValue> values;
    private final Set<String> left;

    private RequestFields(String place, Map<String, JsonValue> values) {
        this.place = place;
        this.values = values;
        this.left = new LinkedHashSet<>(values.keySet());
    }

    /** @throws HttpProblem 400 where the bytes are no JSON object */
    static RequestFields of(byte[] body) throws HttpProblem {
        try {
            return of("", StrictJson.read(body));
        } catch (NotJsonException e) {
            throw new HttpProblem(400, "the body is " + e.getMessage() + ": expected one JSON object");
        }
    }

    /**
     * The fields of an object within a request.
     *
     * @param place of the object, a dot behind it; empty for the whole request
     */
    static RequestFields of(String place, JsonValue value) throws HttpProblem {
        if (!(value instanceof JsonValue.Fields(Map<String, JsonValue> fields))) {
            String name = place.isEmpty() ? "the body" : place.substring(0, place.length() - 1);
            throw new HttpProblem(400, name + " is " + value.type() + ", expected an object").at(param(place, name));
        }
        return new RequestFields(place, fields);
    }

    private static String param(String place, String name) {
        return place.isEmpty() ? null : name;
    }

    Optional<JsonValue> value(String name) {
        left.remove(name);
        return Optional.ofNullable(values.get(name)).filter(value -> value != JsonValue.Nothing.NULL);
    }

    Optional<String> text(String name) throws HttpProblem {
        Optional<JsonValue> value = value(name);
        return value.isEmpty() ? Optional.empty() : Optional.of(text(name, value.get()));
    }

    String text(String name, JsonValue value) throws HttpProblem {
        if (value instanceof JsonValue.Scalar scalar && scalar.kind() == JsonValue.Kind.TEXT) {
            if (scalar.isWellFormed()) {
                return scalar.text();
            }
            throw wrong(name, "found a text with half a character");
        }
        throw wrong(name, "found " + value.type() + ", expected a text");
    }

    String requiredText(String name) throws HttpProblem {
        return text(name).orElseThrow(() -> missing(name));
    }

    /** What is wrong with a field that has to be there and is not. */
    HttpProblem missing(String name) {
        return new HttpProblem(400, place + name + ": missing").at(place + name).coded("missing_required_parameter");
    }

    /** What is wrong with a field. */
    HttpProblem wrong(String name, String what) {
        return new HttpProblem(400, place + name + ": " + what).at(place + name);
    }

    boolean flag(String name) throws HttpProblem {
        Optional<JsonValue> value = value(name);
        if (value.isEmpty()) {
            return false;
        }
        if (value.get() instanceof JsonValue.Scalar(String text, JsonValue.Kind kind)
                && kind == JsonValue.Kind.BOOLEAN) {
            return text.equals("true");
        }
        throw wrong(name, "found " + value.get().type() + ", expected true or false");
    }

    OptionalDouble number(String name) throws HttpProblem {
        Optional<JsonValue> value = value(name);
        if (value.isEmpty()) {
            return OptionalDouble.empty();
        }
        if (value.get() instanceof JsonValue.Scalar scalar
                && scalar.kind() == JsonValue.Kind.NUMBER
                && scalar.number().isPresent()) {
            return scalar.number();
        }
        throw wrong(name, "found " + value.get().type() + ", expected a number");
    }

    OptionalInt integer(String name, int least, int most) throws HttpProblem {
        OptionalDouble number = number(name);
        if (number.isEmpty()) {
            return OptionalInt.empty();
        }
        double found = number.getAsDouble();
        if (found != Math.rint(found) || found < least || found > most) {
            throw wrong(name, "found " + found + ", expected a whole number from " + least + " to " + most);
        }
        return OptionalInt.of((int) found);
    }

    Optional<List<JsonValue>> items(String name) throws HttpProblem {
        Optional<JsonValue> value = value(name);
        if (value.isEmpty()) {
            return Optional.empty();
        }
        if (value.get() instanceof JsonValue.Items(List<JsonValue> items)) {
            return Optional.of(items);
        }
        throw wrong(name, "found " + value.get().type() + ", expected an array");
    }

    /** Nothing is asked that nobody has looked at. */
    void requireAllRead() throws HttpProblem {
        if (!left.isEmpty()) {
            String name = place + left.iterator().next();
            throw new HttpProblem(400, Shown.of(name) + ": the field is not known here")
                    .at(Shown.of(name))
                    .coded("unknown_parameter");
        }
    }
}
