package sharelora.platform.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import sharelora.schemas.Example;
import sharelora.schemas.Topic;

class MembershipIT {

    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final int PARTITIONS = 4;

    private final Topic<Example> topic = SharedBroker.topic(PARTITIONS);
    private final List<String> calls = new CopyOnWriteArrayList<>();

    @Test
    void sharesPartitionsOutAndTakesOverWhatAMemberLeavesBehind() {
        // Given
        Member first = new Member("first");
        Member second = new Member("second");
        Membership alone = join(first);
        await().atMost(PATIENCE).until(() -> first.charge.size() == PARTITIONS);

        // When
        try (Membership _ = join(second)) {
            await().atMost(PATIENCE).until(() -> first.charge.size() == 2 && second.charge.size() == 2);
            Set<Integer> both = new TreeSet<>(first.charge);
            both.addAll(second.charge);
            List<String> untilShared = new ArrayList<>(calls);
            alone.close();
            await().atMost(PATIENCE).until(() -> second.charge.size() == PARTITIONS);

            // Then
            assertThat(both).hasSize(PARTITIONS);
            assertThat(untilShared)
                    .as("what one gives away is handed over before the other has it")
                    .containsSubsequence("first changed 4", "first hands over, keeps 2", "second changed 2");
            assertThat(calls).containsSubsequence("first hands over, keeps 0", "second changed 4");
        }
    }

    private Membership join(Member member) {
        return Membership.join(SharedBroker.kafka(), "members." + topic.name(), topic, member);
    }

    private final class Member implements Membership.Duty {

        private final String name;
        private volatile Set<Integer> charge = Set.of();

        Member(String name) {
            this.name = name;
        }

        @Override
        public void changed(Set<Integer> partitions) {
            calls.add(name + " changed " + partitions.size());
            charge = partitions;
        }

        @Override
        public void handOver(Set<Integer> kept) {
            calls.add(name + " hands over, keeps " + kept.size());
            charge = kept;
        }

        @Override
        public void lost(Set<Integer> kept) {
            calls.add(name + " lost, keeps " + kept.size());
            charge = kept;
        }
    }
}
