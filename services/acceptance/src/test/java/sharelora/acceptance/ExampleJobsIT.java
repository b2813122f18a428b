package sharelora.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sharelora.broker.BrokerConfig;
import sharelora.broker.EmbeddedBroker;
import sharelora.engine.format.huggingface.RandomModel;
import sharelora.engine.model.config.ModelShape;
import sharelora.platform.kafka.KafkaSettings;
import sharelora.platform.kafka.TopicTable;
import sharelora.schemas.Job;
import sharelora.schemas.Topics;

/** The job files that users begin with can be submitted, once their bases are there. */
class ExampleJobsIT {

    private static final Path EXAMPLES = Path.of("../../infra/examples");

    /** Small stand-ins, each of a family that has the head that its example asks for. */
    private static final Map<String, ModelShape> BASES = Map.of(
            "minilm", new ModelShape("bert", 1, 16, 2, 2, 32, 50, 64),
            "bert-base", new ModelShape("roberta", 1, 16, 2, 2, 32, 50, 128),
            "smollm2", new ModelShape("llama", 1, 16, 2, 2, 32, 50, 128));

    private static final String TOKENIZER = """
            {"version": "1.0", "truncation": null, "padding": null, "added_tokens": [], "normalizer": null,
             "pre_tokenizer": {"type": "Whitespace"}, "post_processor": null, "decoder": null,
             "model": {"type": "WordLevel", "unk_token": "<unk>", "vocab": {"<unk>": 0, "word": 1}}}
            """;

    @TempDir
    private Path folder;

    @Test
    void eachIsStoredAsAJobOfItsName() throws IOException {
        try (EmbeddedBroker broker = EmbeddedBroker.start(new BrokerConfig(folder.resolve("kafka"), 0))) {
            // Given
            String servers = broker.bootstrapServers();
            for (Map.Entry<String, ModelShape> base : BASES.entrySet()) {
                done(servers, "model", "import", base(base.getKey(), base.getValue()));
            }

            // When
            for (Path example : examples()) {
                done(servers, "submit", example.toString());
            }

            // Then
            Map<String, Job> jobs = TopicTable.read(KafkaSettings.of(servers), Topics.JOBS);
            assertThat(jobs.keySet()).containsExactlyInAnyOrder("tickets", "similarity", "corrections");
        }
    }

    private void done(String servers, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--bootstrap-servers", servers));
        all.addAll(List.of("--blobs", folder.resolve("blobs").toUri().toString()));
        Command command = Command.run(all.toArray(String[]::new));
        assertThat(command.exit()).as(command.out()).isZero();
    }

    private String base(String name, ModelShape shape) throws IOException {
        Path base = folder.resolve(name);
        RandomModel.write(shape, 5, base);
        Path config = base.resolve("config.json");
        Files.writeString(
                config, Files.readString(config).replaceFirst("\"eos_token_id\" : \\w+", "\"eos_token_id\" : 1"));
        Files.writeString(base.resolve("tokenizer.json"), TOKENIZER);
        return base.toString();
    }

    private static List<Path> examples() throws IOException {
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            return files.filter(file -> file.toString().endsWith(".yaml")).toList();
        }
    }
}
