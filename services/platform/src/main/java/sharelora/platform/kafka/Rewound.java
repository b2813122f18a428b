package sharelora.platform.kafka;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where a group member goes on after its partitions changed hands.
 *
 * @param next the next offset of each of its partitions
 * @param begun partitions of which the group has never committed an offset: it begins at what their logs hold
 * @param gaps what was removed behind the committed offsets
 * @param notes what was committed beside the offsets
 */
record Rewound(Map<Position, Long> next, Set<Position> begun, List<Gap> gaps, Map<Position, String> notes) {

    static final Rewound NOTHING = new Rewound(Map.of(), Set.of(), List.of(), Map.of());
}
