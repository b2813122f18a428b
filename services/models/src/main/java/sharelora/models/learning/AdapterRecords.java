package sharelora.models.learning;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import sharelora.engine.adapter.AdapterMethod;
import sharelora.engine.adapter.AdapterMethods;
import sharelora.engine.adapter.AdapterSpec;
import sharelora.engine.adapter.MethodSettings;
import sharelora.engine.adapter.Setting;
import sharelora.schemas.AdapterSettings;
import sharelora.schemas.AdapterSettingsFields;

/**
 * A method's settings in a Job record and the way back. A setting that the record has a field for is there under its name;
 * one that came with a later method is among the options, as a text.
 */
public final class AdapterRecords {

    private AdapterRecords() {}

    /** The record of these settings; those that are not said are written as they are by default. */
    public static AdapterSettings record(AdapterMethod method, MethodSettings settings) {
        Map<String, String> options = new HashMap<>();
        for (Setting setting : method.settings()) {
            if (!AdapterSettingsFields.has(setting.name())) {
                options.put(setting.name(), setting.text(settings.value(setting)));
            }
        }
        AdapterSettings record = AdapterSettings.newBuilder()
                .setMethod(method.id())
                .setRank(0)
                .setAlpha(0)
                .setDropout(0)
                .setTargets(List.of())
                .setOptions(options)
                .build();
        for (Setting setting : method.settings()) {
            if (AdapterSettingsFields.has(setting.name())) {
                AdapterSettingsFields.put(record, setting.name(), settings.value(setting));
            }
        }
        return record;
    }

    /**
     * The settings of that record.
     *
     * @throws IllegalArgumentException naming a method or an option that there is not, or the value of one
     */
    public static MethodSettings settings(AdapterSettings record) {
        Map<String, Object> values = new HashMap<>();
        Set<String> unknown = new HashSet<>(record.getOptions().keySet());
        for (Setting setting : AdapterMethods.of(record.getMethod()).settings()) {
            if (AdapterSettingsFields.has(setting.name())) {
                values.put(setting.name(), AdapterSettingsFields.get(record, setting.name()));
            } else if (unknown.remove(setting.name())) {
                values.put(setting.name(), setting.parse(record.getOptions().get(setting.name())));
            }
        }
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("options are "
                    + record.getOptions().keySet() + ", but the method " + record.getMethod() + " does not know "
                    + unknown);
        }
        return new MethodSettings(values);
    }

    /**
     * The adapter that the record describes.
     *
     * @throws IllegalArgumentException naming the value that no adapter has
     */
    public static AdapterSpec spec(AdapterSettings record) {
        return AdapterMethods.of(record.getMethod()).spec(settings(record));
    }
}
