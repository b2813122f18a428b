package sharelora.schemas;

import org.apache.avro.Schema.Field;

/** The fields of {@link AdapterSettings} by name, for whoever has the names from an adapter method. */
public final class AdapterSettingsFields {

    private AdapterSettingsFields() {}

    /** Whether the record has a field of that name; what it has none for is among its options. */
    public static boolean has(String name) {
        return AdapterSettings.getClassSchema().getField(name) != null;
    }

    /** What the field holds. */
    public static Object get(AdapterSettings settings, String name) {
        return settings.get(field(name).pos());
    }

    /** Has the field hold a value of its type. */
    public static void put(AdapterSettings settings, String name, Object value) {
        settings.put(field(name).pos(), value);
    }

    private static Field field(String name) {
        return AdapterSettings.getClassSchema().getField(name);
    }
}
