package sharelora.platform.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sharelora.schemas.Topic;

/**
 * Divides the partitions of a topic among the processes of a consumer group; a process without partitions stands by. No
 * record is read: the partitions only say which process is in charge of which keys. The group replaces a process that died
 * after six seconds, and one that leaves at once.
 *
 * <p>Being in charge is no lock: a process that was suspended learns late that another one has taken over. Whatever must
 * have a single writer needs an {@link ExclusiveProducer} too.
 */
public final class Membership implements AutoCloseable {

    /** Reacts to changes of a member's partitions; called on the membership's thread, which does not poll meanwhile. */
    public interface Duty {

        /**
         * This member is in charge of these partitions from now on, and of no others.
         *
         * @param partitions all of them, those that it had before too
         */
        void changed(Set<Integer> partitions);

        /**
         * All other partitions go to another member when this returns.
         *
         * @param kept the partitions that stay with this member
         */
        void handOver(Set<Integer> kept);

        /** The group has already given all other partitions away, because this member sent no heartbeat for too long. */
        void lost(Set<Integer> kept);
    }

    private static final Logger LOG = LoggerFactory.getLogger(Membership.class);
    private static final Duration WAIT = Duration.ofMillis(200);

    private final KafkaSettings kafka;
    private final String group;
    private final Topic<?> topic;
    private final Duty duty;
    private final Stop stop = new Stop();
    private final Set<Integer> charge = new TreeSet<>();
    private final Thread thread;
    private volatile Consumer<byte[], byte[]> consumer;

    private Membership(KafkaSettings kafka, String group, Topic<?> topic, Duty duty) {
        this.kafka = kafka;
        this.group = group;
        this.topic = topic;
        this.duty = duty;
        this.thread = Thread.ofPlatform().name("member-" + group).daemon().unstarted(this::run);
    }

    /** Joins at once; the broker need not be there yet. */
    public static Membership join(KafkaSettings kafka, String group, Topic<?> topic, Duty duty) {
        Membership membership = new Membership(kafka, group, topic, duty);
        membership.thread.start();
        return membership;
    }

    /** Leaves the group; all partitions are handed over. At most three seconds beside what the duty takes. */
    @Override
    public void close() {
        stop.request();
        Consumer<byte[], byte[]> current = consumer;
        if (current != null) {
            current.wakeup();
        }
        try {
            thread.join(Clients.CLOSE_TIMEOUT.plus(Clients.CLOSE_TIMEOUT));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        Backoff backoff = new Backoff();
        while (!stop.requested()) {
            try {
                takePart(backoff);
            } catch (KafkaException | LogUnavailableException e) {
                if (!stop.requested()) {
                    // Partitions stay in this member's charge: whoever is given them takes the lock, and it is told
                    // then.
                    LOG.warn("retrying group={} cause={}", group, e.getMessage());
                    stop.pause(backoff.failed());
                }
            }
        }
    }

    private void takePart(Backoff backoff) {
        Consumer<byte[], byte[]> member = Clients.watchman(kafka, group, "member-" + group);
        consumer = member;
        try {
            member.subscribe(Set.of(topic.name()), new Turns(member));
            while (!stop.requested()) {
                member.poll(WAIT); // while no broker answers it goes on trying, and nothing changes hands
                backoff.worked();
            }
        } catch (WakeupException e) {
            LOG.debug("told to stop group={}", group);
        } finally {
            member.close(CloseOptions.timeout(Clients.CLOSE_TIMEOUT));
        }
    }

    /** Translates Kafka's rebalance callbacks to those of {@link Duty}. */
    private final class Turns implements ConsumerRebalanceListener {

        private final Consumer<byte[], byte[]> member;

        Turns(Consumer<byte[], byte[]> member) {
            this.member = member;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> added) {
            member.pause(member.assignment()); // the group is what is wanted, not its records
            charge.clear();
            member.assignment().forEach(partition -> charge.add(partition.partition()));
            LOG.info("member group={} partitions={}", group, charge);
            duty.changed(Set.copyOf(charge));
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> gone) {
            gone.forEach(partition -> charge.remove(partition.partition()));
            duty.handOver(Set.copyOf(charge));
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> gone) {
            gone.forEach(partition -> charge.remove(partition.partition()));
            duty.lost(Set.copyOf(charge));
        }
    }
}
