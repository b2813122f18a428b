package sharelora.engine.adapter;

import java.util.HashMap;
import java.util.Map;
import sharelora.engine.format.JsonFields;

/** An adapter's specification as JSON: the method's name, and beside it the settings that the method keeps. */
public final class AdapterFields {

    private static final String METHOD = "method";

    private AdapterFields() {}

    /** The fields, for {@link sharelora.engine.format.CanonicalJson}. */
    public static Map<String, Object> of(AdapterSpec adapter) {
        Map<String, Object> fields = new HashMap<>(adapter.settings().values());
        fields.replaceAll((_, value) -> value instanceof Changes changes ? changes.fields() : value);
        fields.put(METHOD, adapter.method().id());
        return fields;
    }

    /**
     * The way back.
     *
     * @throws sharelora.engine.format.ModelFormatException naming a field that is missing or of another kind
     * @throws IllegalArgumentException naming a value that an adapter cannot have
     */
    public static AdapterSpec read(JsonFields json) {
        AdapterMethod method = AdapterMethods.of(json.text(METHOD));
        Map<String, Object> values = new HashMap<>();
        for (Setting setting : method.settings()) {
            if (json.has(setting.name())) {
                values.put(setting.name(), value(json, setting));
            }
        }
        AdapterSpec adapter = method.spec(new MethodSettings(values));
        for (String kept : adapter.settings().values().keySet()) {
            if (!values.containsKey(kept)) {
                throw json.wrong(kept, "a value");
            }
        }
        return adapter;
    }

    private static Object value(JsonFields json, Setting setting) {
        return switch (setting) {
            case Setting.Whole whole -> json.integer(whole.name(), whole.least(), Integer.MAX_VALUE);
            case Setting.Below below -> json.integer(below.name(), 1, Integer.MAX_VALUE);
            case Setting.Decimal decimal -> json.number(decimal.name(), -Double.MAX_VALUE, Double.MAX_VALUE);
            case Setting.Flag flag -> json.flag(flag.name());
            case Setting.Names names -> json.texts(names.name());
            case Setting.Subset subset -> json.texts(subset.name());
            case Setting.Changing changing -> changes(json.object(changing.name()));
        };
    }

    private static Changes changes(JsonFields json) {
        return new Changes(
                json.integer(Changes.EVERY, 1, Integer.MAX_VALUE), json.integer(Changes.MOST, 1, Integer.MAX_VALUE));
    }
}
