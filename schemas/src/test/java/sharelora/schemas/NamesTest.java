package sharelora.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Names are contract: topics, groups, locks and keys of blobs, as brokers and stores have them. */
class NamesTest {

    @Test
    void topicsOfAStreamAreNamedByIt() {
        assertThat(Topics.ofStream("tickets"))
                .extracting(Topic::name)
                .containsExactly(
                        "sharelora.stream.tickets.examples.v1",
                        "sharelora.stream.tickets.token-batches.v1",
                        "sharelora.stream.tickets.eval-batches.v1",
                        "sharelora.stream.tickets.queries.v1",
                        "sharelora.stream.tickets.predictions.v1");
        assertThat(Topics.ofStream("tickets")).extracting(Topic::partitions).containsExactly(4, 1, 1, 4, 4);
    }

    @Test
    void aTopicIsFoundByBothOfItsNames() {
        List<Topic<?>> all = new ArrayList<>(Topics.shared());
        all.addAll(Topics.ofStream("some-stream"));

        assertThat(all).hasSize(22).allSatisfy(topic -> {
            assertThat(Topics.ofName(topic.name())).contains(topic);
            assertThat(Topics.named(topic.shortName())).contains(topic);
            assertThat(topic.name()).isEqualTo("sharelora." + topic.shortName() + ".v1");
        });
    }

    @Test
    void aNameThatIsNobodysIsNoTopic() {
        assertThat(Topics.ofName("sharelora.v1")).isEmpty();
        assertThat(Topics.ofName("sharelora..v1")).isEmpty();
        assertThat(Topics.ofName("sharelora.jobs.v2")).isEmpty();
        assertThat(Topics.ofName("other.jobs.v1")).isEmpty();
        assertThat(Topics.named("stream.tickets.nothing")).isEmpty();
        assertThat(Topics.named("stream..examples")).isEmpty();
        assertThat(Topics.isOurs("sharelora.anything")).isTrue();
        assertThat(Topics.isOurs("other.sharelora.jobs")).isFalse();
    }

    @Test
    void aTopicIsPublicOrNotAndKeptForSomeTimeOrCompacted() {
        assertThat(Topics.EVAL_RESULTS.isPublic()).isTrue();
        assertThat(Topics.EVAL_RESULTS.compacted()).isFalse();
        assertThat(Topics.EVAL_RESULTS.retention()).contains(Duration.ofDays(365));
        assertThat(Topics.JOBS.isPublic()).isFalse();
        assertThat(Topics.JOBS.compacted()).isTrue();
        assertThat(Topics.JOBS.partitions()).isEqualTo(16);
    }

    @Test
    void blobsLieBelowTheKindOfThingThatTheyAre() {
        KeptState state = new KeptState(40L, "abc", 100L, 80L, true, false);

        assertThat(BlobNames.model("minilm")).isEqualTo("models/minilm");
        assertThat(BlobNames.adapter("start")).isEqualTo("adapters/start");
        assertThat(BlobNames.states("a-job")).isEqualTo("states/a-job/");
        assertThat(BlobNames.state("a-job", state)).isEqualTo("states/a-job/40-abc");
        assertThat(BlobNames.state("a-job", 7, "def")).isEqualTo("states/a-job/7-def");
        assertThat(BlobNames.suite("abc")).isEqualTo("suites/abc");
        assertThat(BlobNames.probe("abc")).isEqualTo("probes/abc");
    }

    @Test
    void groupsAndLocksAreNamedByWhatTheyAreOf() {
        assertThat(Groups.tokenizers("tickets")).isEqualTo("sharelora.tokenizer.tickets");
        assertThat(Groups.predictors("tickets")).isEqualTo("sharelora.predictor.tickets");
        assertThat(Groups.trainer("a-job")).isEqualTo("sharelora.trainer.a-job");
        assertThat(Groups.catalog(Topics.JOBS, "a-job")).isEqualTo("sharelora.catalog.jobs.a-job");
    }

    @Test
    void aMetricIsKnownByItsWordAndMoreOfItIsBetterOrWorse() {
        assertThat(MetricName.of("macro-f1")).contains(MetricName.MACRO_F1);
        assertThat(MetricName.of("MACRO_F1")).isEmpty();
        assertThat(MetricName.TOKEN_ACCURACY.id()).isEqualTo("token-accuracy");
        assertThat(MetricName.LOSS.moreIsBetter()).isFalse();
        assertThat(MetricName.MSE.moreIsBetter()).isFalse();
        assertThat(MetricName.PERPLEXITY.moreIsBetter()).isFalse();
        assertThat(MetricName.ACCURACY.moreIsBetter()).isTrue();
    }

    @Test
    void anAdaptersSettingIsAFieldOrAnOption() {
        AdapterSettings settings = new AdapterSettings();

        assertThat(AdapterSettingsFields.has("rank")).isTrue();
        assertThat(AdapterSettingsFields.has("no-field")).isFalse();
        AdapterSettingsFields.put(settings, "rank", 16);
        assertThat(AdapterSettingsFields.get(settings, "rank")).isEqualTo(16);
        assertThat(settings.getRank()).isEqualTo(16);
    }
}
