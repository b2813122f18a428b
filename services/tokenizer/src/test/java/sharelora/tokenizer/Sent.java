package sharelora.tokenizer;

import java.util.ArrayList;
import java.util.List;
import sharelora.platform.kafka.Output;
import sharelora.platform.records.Codec;
import sharelora.platform.records.Outgoing;
import sharelora.schemas.DeadLetter;
import sharelora.schemas.TokenBatch;
import sharelora.schemas.Topics;

/** Keeps what was sent, as a reader of its bytes sees it. */
final class Sent implements Output {

    final List<TokenBatch> training = new ArrayList<>();
    final List<TokenBatch> evaluation = new ArrayList<>();
    final List<DeadLetter> letters = new ArrayList<>();
    int largest;

    @Override
    public void send(Outgoing<?> record) {
        byte[] bytes = Codec.encode(record.value());
        largest = Math.max(largest, bytes.length);
        String topic = record.topic().name();
        if (topic.equals(Topics.tokenBatches(Streams.NAME).name())) {
            training.add(Codec.decode(TokenBatch.class, bytes));
        } else if (topic.equals(Topics.evalBatches(Streams.NAME).name())) {
            evaluation.add(Codec.decode(TokenBatch.class, bytes));
        } else if (topic.equals(Topics.DEAD_LETTERS.name())) {
            letters.add(Codec.decode(DeadLetter.class, bytes));
        } else {
            throw new AssertionError("nothing is sent to " + topic);
        }
    }

    boolean isEmpty() {
        return training.isEmpty() && evaluation.isEmpty() && letters.isEmpty();
    }

    List<Integer> trainingSizes() {
        return training.stream().map(batch -> batch.getExampleIds().size()).toList();
    }

    List<String> reasons() {
        return letters.stream().map(DeadLetter::getReason).toList();
    }
}
