package sharelora.operations.submission;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import sharelora.engine.adapter.AdapterMethod;
import sharelora.engine.adapter.AdapterMethods;
import sharelora.engine.adapter.Changes;
import sharelora.engine.adapter.MethodSettings;
import sharelora.engine.adapter.Setting;

/** The adapter of a job file: a method and the settings that it knows. */
record MethodPart(AdapterMethod method, MethodSettings settings) {

    /** ShareLoRA's own. */
    private static final String BY_DEFAULT = "share-a";

    static MethodPart read(JobFileFields fields) {
        AdapterMethod method = AdapterMethods.of(fields.choice("method", AdapterMethods.ids(), BY_DEFAULT));
        Map<String, Object> values = new HashMap<>();
        for (Setting setting : method.settings()) {
            values.put(setting.name(), value(fields, setting, new MethodSettings(values)));
        }
        MethodSettings settings = new MethodSettings(values);
        for (Setting setting : method.settings()) {
            settings.lacks(method, setting)
                    .filter(other -> fields.has(setting.name()) && !fields.isWrong(other.name()))
                    .ifPresent(other -> fields.refuse(
                            setting.name(),
                            "no such field beside method: " + method.id() + " without " + other.name()));
        }
        refuseOthers(fields, method);
        fields.end();
        return new MethodPart(method, settings.of(method));
    }

    /** @param before the settings that come before this one, which it may depend on */
    private static Object value(JobFileFields fields, Setting setting, MethodSettings before) {
        return switch (setting) {
            case Setting.Whole whole -> fields.integer(whole.name(), whole.byDefault(), whole.least(), whole.most());
            case Setting.Below below -> below(fields, below, before.get(below.of()));
            case Setting.Decimal decimal ->
                fields.decimal(decimal.name(), decimal.byDefault(), decimal.fits(), decimal.expected());
            case Setting.Flag flag -> fields.flag(flag.name(), flag.byDefault());
            case Setting.Names names -> some(fields, names.name(), names.byDefault(), names.among(), "some of ");
            case Setting.Subset subset -> subset(fields, subset, before.get(subset.of()));
            case Setting.Changing changing -> changes(fields, changing);
        };
    }

    /** Both of its fields have to be there: none where one is wrong. */
    private static Changes changes(JobFileFields fields, Setting.Changing changing) {
        JobFileFields both = fields.object(changing.name());
        if (!fields.has(changing.name()) || fields.isWrong(changing.name())) {
            return Changes.NONE;
        }
        int every = needed(both, changing.every());
        int most = needed(both, changing.most());
        both.end();
        return every > 0 && most > 0 ? new Changes(every, most) : Changes.NONE;
    }

    private static int needed(JobFileFields fields, Setting.Whole number) {
        if (!fields.has(number.name())) {
            fields.refuse(number.name(), "a whole number from " + number.least() + " to " + number.most());
        }
        return fields.integer(number.name(), number.byDefault(), number.least(), number.most());
    }

    /** What nobody says is checked too: there is none below a rank of 1. */
    private static int below(JobFileFields fields, Setting.Below below, int other) {
        int said = fields.integer(below.name(), below.byDefault(), 1, below.of().most());
        int settled = below.settled(said, other);
        if (settled >= other) {
            fields.problem(
                    below.name(),
                    settled,
                    "a whole number from 1, less than the " + below.of().name() + " " + other);
        }
        return settled;
    }

    private static List<String> some(
            JobFileFields fields, String name, List<String> byDefault, List<String> among, String some) {
        String expected = some + String.join(", ", among);
        List<String> names = fields.texts(name, expected, byDefault);
        if (!among.containsAll(names)) {
            fields.problem(name, names, expected);
        }
        return names;
    }

    /** In the order of the whole; none where it is the whole, so that saying so is no other job. */
    private static List<String> subset(JobFileFields fields, Setting.Subset subset, List<String> whole) {
        List<String> names = some(
                fields,
                subset.name(),
                subset.byDefault(),
                whole,
                "some of the " + subset.of().name() + " ");
        List<String> ordered = whole.stream().filter(names::contains).toList();
        return ordered.equals(whole) ? List.of() : ordered;
    }

    /** A field of another method is named as such: it is not misspelt. */
    private static void refuseOthers(JobFileFields fields, AdapterMethod method) {
        for (String name : fields.names()) {
            List<String> knowing = AdapterMethods.all().stream()
                    .filter(other -> knows(other, name))
                    .map(AdapterMethod::id)
                    .toList();
            if (fields.has(name) && !knows(method, name) && !knowing.isEmpty()) {
                fields.refuse(
                        name,
                        "no such field beside method: " + method.id() + "; known beside " + String.join(", ", knowing));
            }
        }
    }

    private static boolean knows(AdapterMethod method, String name) {
        return method.settings().stream().anyMatch(setting -> setting.name().equals(name));
    }
}
