package sharelora.broker;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Kafka settings of one node that is broker and controller, kept small so that it fits a laptop. */
final class NodeSettings {

    static final int NODE = 1;
    static final String CONTROLLER = "CONTROLLER";

    private static final String HOST = "127.0.0.1:";

    private NodeSettings() {}

    static Map<String, Object> of(Path folder, int port, int controllerPort) {
        Map<String, Object> settings = new HashMap<>();
        identity(settings, folder, port, controllerPort);
        oneNode(settings);
        quiet(settings);
        quickRecovery(settings);
        return settings;
    }

    /** Advertises another address than the broker's own to clients. */
    static void advertise(Map<String, Object> settings, String address) {
        settings.put("advertised.listeners", "PLAINTEXT://" + address);
    }

    private static void identity(Map<String, Object> settings, Path folder, int port, int controllerPort) {
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", Integer.toString(NODE));
        settings.put("controller.quorum.voters", NODE + "@" + HOST + controllerPort);
        settings.put("controller.listener.names", CONTROLLER);
        settings.put("inter.broker.listener.name", "PLAINTEXT");
        settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.put("listeners", "PLAINTEXT://" + HOST + port + ",CONTROLLER://" + HOST + controllerPort);
        settings.put("advertised.listeners", "PLAINTEXT://" + HOST + port);
        settings.put("log.dirs", folder.toString());
    }

    /** Kafka's internal topics have one replica and one partition each, since there is one node. */
    private static void oneNode(Map<String, Object> settings) {
        settings.put("default.replication.factor", "1");
        settings.put("offsets.topic.replication.factor", "1");
        settings.put("offsets.topic.num.partitions", "1");
        settings.put("transaction.state.log.replication.factor", "1");
        settings.put("transaction.state.log.min.isr", "1");
        settings.put("transaction.state.log.num.partitions", "1");
        settings.put("share.coordinator.state.topic.replication.factor", "1");
        settings.put("share.coordinator.state.topic.min.isr", "1");
        settings.put("share.coordinator.state.topic.num.partitions", "1");
    }

    private static void quiet(Map<String, Object> settings) {
        settings.put("auto.create.topics.enable", "false");
        settings.put("num.network.threads", "1");
        settings.put("num.io.threads", "2");
        settings.put("background.threads", "2");
        settings.put("num.recovery.threads.per.data.dir", "1");
        settings.put("log.cleaner.dedupe.buffer.size", "2097152");
        settings.put("offsets.topic.segment.bytes", "1048576");
        settings.put("transaction.state.log.segment.bytes", "1048576");
        settings.put("share.coordinator.state.topic.segment.bytes", "1048576");
        settings.put("message.max.bytes", "8388608");
    }

    /**
     * Seconds instead of the better part of a minute: after a kill the controller refuses the broker until its old
     * session has lapsed, an open transaction holds up readers until it is reaped, and a group waits for members.
     */
    private static void quickRecovery(Map<String, Object> settings) {
        // Not less: on a machine that is busy with more than it can do, the controller would take a live broker for
        // dead.
        settings.put("broker.session.timeout.ms", "5000");
        settings.put("broker.heartbeat.interval.ms", "1000");
        settings.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
        settings.put("group.initial.rebalance.delay.ms", "0");
        settings.put("group.consumer.min.heartbeat.interval.ms", "500");
        settings.put("group.consumer.heartbeat.interval.ms", "1000");
        settings.put("group.share.min.heartbeat.interval.ms", "500");
        settings.put("group.share.heartbeat.interval.ms", "1000");
    }
}
