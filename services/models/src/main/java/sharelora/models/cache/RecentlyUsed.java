package sharelora.models.cache;

import java.util.LinkedHashMap;
import java.util.Map;

/** A map of what was used last; what was not used for longest is forgotten. Not thread-safe. */
public final class RecentlyUsed<K, V> extends LinkedHashMap<K, V> {

    private static final long serialVersionUID = 1L;

    private final int most;

    public RecentlyUsed(int most) {
        super(most, 0.75f, true);
        this.most = most;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > most;
    }
}
