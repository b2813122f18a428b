package sharelora.engine.adapter;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import sharelora.engine.adapter.lor2c.Lor2cMethod;
import sharelora.engine.adapter.lowrank.LowRankMethod;
import sharelora.engine.adapter.lowrank.LowRankSpec;
import sharelora.engine.adapter.monteclora.MonteCloraMethod;
import sharelora.engine.adapter.rasa.RasaMethod;
import sharelora.engine.adapter.rosa.RosaMethod;
import sharelora.engine.adapter.tiedlora.TiedLoraMethod;
import sharelora.engine.adapter.vera.VeraMethod;
import sharelora.engine.format.peft.LowRankAdapter;
import sharelora.engine.format.peft.OwnMatrices;

/**
 * The adapter methods that there are. A method of this program is a line in {@link #ofThisProgram}; one that comes in a jar
 * of its own names its class in {@code META-INF/services/sharelora.engine.adapter.AdapterMethod}.
 */
public final class AdapterMethods {

    private static final List<AdapterMethod> ALL = distinct(ofThisProgram());

    private AdapterMethods() {}

    private static List<AdapterMethod> ofThisProgram() {
        List<AdapterMethod> methods = new ArrayList<>();
        methods.addAll(List.of(LowRankMethod.values()));
        methods.add(RasaMethod.RASA);
        methods.add(TiedLoraMethod.TIED_LORA);
        methods.add(VeraMethod.VERA);
        methods.add(MonteCloraMethod.MONTECLORA);
        methods.addAll(List.of(Lor2cMethod.values()));
        methods.add(RosaMethod.ROSA);
        return methods;
    }

    private static List<AdapterMethod> distinct(List<AdapterMethod> methods) {
        ServiceLoader.load(AdapterMethod.class, AdapterMethods.class.getClassLoader())
                .forEach(methods::add);
        List<String> ids = methods.stream().map(AdapterMethod::id).toList();
        if (ids.stream().distinct().count() < ids.size()) {
            throw new IllegalStateException("the adapter methods are " + ids + ", expected each name once");
        }
        return List.copyOf(methods);
    }

    /** All of them, in the order in which they are shown. */
    public static List<AdapterMethod> all() {
        return ALL;
    }

    /** Their names, in the same order. */
    public static List<String> ids() {
        return ALL.stream().map(AdapterMethod::id).toList();
    }

    /**
     * The method of that name.
     *
     * @throws IllegalArgumentException naming the value and the names there are
     */
    public static AdapterMethod of(String id) {
        return ALL.stream()
                .filter(method -> method.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "method is " + id + ", expected one of " + String.join(", ", ids())));
    }

    /**
     * The method that an adapter was trained with, as its folder says.
     *
     * @throws IllegalArgumentException where that is none of those there are
     */
    public static AdapterMethod trained(LowRankAdapter adapter) {
        return of(adapter.method().split(" ", 2)[0]);
    }

    /**
     * What computes an adapter that was read: pairs of plain LoRA, whatever method they were trained with, or the method
     * itself where it left in a form of its own.
     *
     * @throws IllegalArgumentException naming a setting that the method cannot have
     */
    public static AdapterSpec restored(LowRankAdapter adapter) {
        return adapter.own()
                .filter(own -> own.form() == OwnMatrices.Form.NATIVE)
                .map(OwnStart::spec)
                .orElseGet(() -> LowRankSpec.plain(adapter));
    }
}
