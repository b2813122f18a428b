package sharelora.engine.adapter;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Settings of an adapter method by name, on their way from a job file through a record into the engine and into a state. A
 * value is an {@link Integer}, a {@link Double}, a {@link Boolean}, {@link Changes} or a list of texts, as its {@link Setting}
 * says; what is not there is as by default.
 */
public record MethodSettings(Map<String, Object> values) {

    public MethodSettings {
        values = Collections.unmodifiableMap(new TreeMap<>(values));
    }

    /** Whether somebody says it. */
    public boolean has(Setting setting) {
        return values.containsKey(setting.name());
    }

    /** What is said, or the default. */
    public Object value(Setting setting) {
        return values.getOrDefault(setting.name(), setting.byDefault());
    }

    /** A whole number, or its default. */
    public int get(Setting.Whole setting) {
        return (Integer) value(setting);
    }

    /** A whole number below another one, or a share of that. */
    public int get(Setting.Below setting) {
        return setting.settled((Integer) value(setting), get(setting.of()));
    }

    /** A number, or its default. */
    public double get(Setting.Decimal setting) {
        return (Double) value(setting);
    }

    /** A flag, or its default. */
    public boolean get(Setting.Flag setting) {
        return (Boolean) value(setting);
    }

    /** A list of names, or its default. */
    public List<String> get(Setting.Names setting) {
        return names(value(setting));
    }

    /** Some of the names of another setting, or all of them. */
    public List<String> get(Setting.Subset setting) {
        List<String> some = names(value(setting));
        return some.isEmpty() ? get(setting.of()) : some;
    }

    /** Changes, or none. */
    public Changes get(Setting.Changing setting) {
        return (Changes) value(setting);
    }

    /** The same with others, which win. */
    public MethodSettings with(MethodSettings others) {
        Map<String, Object> both = new TreeMap<>(values);
        both.putAll(others.values);
        return new MethodSettings(both);
    }

    /** Those that a method knows, and that mean something beside the others. */
    public MethodSettings of(AdapterMethod method) {
        Map<String, Object> known = new TreeMap<>(values);
        known.keySet()
                .retainAll(method.settings().stream()
                        .filter(setting -> lacks(method, setting).isEmpty())
                        .map(Setting::name)
                        .toList());
        return new MethodSettings(known);
    }

    /** What a setting of a method means nothing without, where nobody says that. */
    public Optional<Setting> lacks(AdapterMethod method, Setting setting) {
        return Optional.ofNullable(method.only().get(setting))
                .filter(other -> value(other).equals(other.byDefault()));
    }

    static List<String> names(Object value) {
        List<String> names = new ArrayList<>();
        ((List<?>) value).forEach(name -> names.add((String) name));
        return List.copyOf(names);
    }
}
