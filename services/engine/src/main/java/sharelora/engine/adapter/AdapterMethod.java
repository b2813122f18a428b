package sharelora.engine.adapter;

import java.util.List;
import java.util.Map;
import sharelora.engine.format.peft.LowRankAdapter;

/**
 * A way to adapt a frozen base, with all that the rest of the program asks of it: its name, the settings that it knows, and
 * the adapter that they describe. {@link AdapterMethods} lists the methods there are.
 */
public interface AdapterMethod {

    /** The name in job files and records: {@code share-a}. */
    String id();

    /**
     * The settings that it knows, in the order in which they are read; a setting that depends on another comes behind it.
     * A name may be that of another method's setting only where it means the same.
     */
    List<Setting> settings();

    /** Settings that mean something only beside another one that is not as by default, and which that is. */
    default Map<Setting, Setting> only() {
        return Map.of();
    }

    /**
     * The adapter of these settings; those that are not there are as by default.
     *
     * @throws IllegalArgumentException naming a value that the adapter cannot have
     */
    AdapterSpec spec(MethodSettings settings);

    /**
     * What an adapter that training starts from decides: a job may repeat these settings, but not differ.
     *
     * @param from pairs of plain LoRA, whatever method they were trained with
     */
    MethodSettings decided(LowRankAdapter from);
}
