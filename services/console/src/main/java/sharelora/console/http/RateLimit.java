package sharelora.console.http;

import java.util.LinkedHashMap;
import java.util.Map;

/** So many requests at once of an address, and so many a second after that. The event loop alone uses it. */
final class RateLimit {

    private static final int MOST_ADDRESSES = 10_000;

    private final double burst;
    private final double perSecond;
    private final Map<String, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > MOST_ADDRESSES;
        }
    };

    private record Bucket(double left, long at) {}

    RateLimit(double burst, double perSecond) {
        this.burst = burst;
        this.perSecond = perSecond;
    }

    /** Whether one more of that address is within the limit. */
    boolean takes(String address, long nanos) {
        Bucket before = buckets.getOrDefault(address, new Bucket(burst, nanos));
        double left = Math.min(burst, before.left() + (nanos - before.at()) / 1e9 * perSecond);
        boolean within = left >= 1;
        buckets.put(address, new Bucket(within ? left - 1 : left, nanos));
        return within;
    }
}
