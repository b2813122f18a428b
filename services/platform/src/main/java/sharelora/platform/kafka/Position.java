package sharelora.platform.kafka;

/** One partition of a topic. */
public record Position(String topic, int partition) implements Comparable<Position> {

    @Override
    public int compareTo(Position other) {
        int byTopic = topic.compareTo(other.topic);
        return byTopic != 0 ? byTopic : Integer.compare(partition, other.partition);
    }

    @Override
    public String toString() {
        return topic + "-" + partition;
    }
}
