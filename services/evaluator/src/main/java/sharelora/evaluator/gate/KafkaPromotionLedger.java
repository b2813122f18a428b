package sharelora.evaluator.gate;

import java.util.Optional;
import java.util.function.Consumer;
import sharelora.models.checkpoint.AnnouncedCheckpoint;
import sharelora.platform.kafka.KafkaSettings;
import sharelora.platform.kafka.TopicReplay;
import sharelora.platform.kafka.TopicTable;
import sharelora.platform.records.Codec;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.Promotion;
import sharelora.schemas.Topics;
import sharelora.schemas.Verdict;

/** The ledger in Kafka: the committed records of public.verdicts, public.promotions and public.checkpoints. */
public record KafkaPromotionLedger(KafkaSettings kafka) implements PromotionLedger {

    @Override
    public void verdicts(Consumer<Verdict> use) {
        TopicReplay.read(kafka, Topics.VERDICTS, record -> use.accept(Codec.decode(Verdict.class, record.value())));
    }

    @Override
    public void promotions(Consumer<Promotion> use) {
        TopicTable.readable(kafka, Topics.PROMOTIONS).values().forEach(use);
    }

    @Override
    public Optional<Checkpoint> checkpoint(String checkpointId) {
        return AnnouncedCheckpoint.find(kafka, checkpointId);
    }
}
