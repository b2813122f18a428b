package sharelora.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import sharelora.broker.BrokerConfig;
import sharelora.broker.EmbeddedBroker;
import sharelora.operations.rights.Principal;
import sharelora.operations.rights.Right;
import sharelora.operations.rights.Rights;
import sharelora.platform.stage.StageDeclarations;

/** The whole flow on a broker that denies by default, each stage logged in as itself; and what a reader may not. */
@Timeout(value = 4, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EachStageHasOnlyItsRightsIT {

    private static final String JOB = """
            job: guarded
            base: minilm
            stream: {labels: [cooking, weather], holdoutPercent: 30}
            checkpointEvery: 2
            evaluation: {minRecords: 5}
            """;

    @TempDir
    private static Path folder;

    private static EmbeddedBroker broker;
    private static int port;

    @BeforeAll
    static void start() throws Exception {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Map<String, String> passwords = Principal.all().stream()
                .collect(Collectors.toMap(Principal::id, EachStageHasOnlyItsRightsIT::password));
        broker = EmbeddedBroker.startLocked(new BrokerConfig(folder.resolve("broker"), 0), passwords, port);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createAcls(Rights.of(List.of()).stream()
                            .flatMap(EachStageHasOnlyItsRightsIT::bindings)
                            .toList())
                    .all()
                    .get();
        }
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void flowsFromExamplesToResultsAndAnotherTeamReadsOnlyWhatIsPublic() throws IOException {
        // Given
        succeed(Principal.OPERATOR, "topics");
        succeed(Principal.OPERATOR, "model", "import", "minilm");
        succeed(Principal.OPERATOR, "submit", file("job.yaml", JOB));
        succeed(Principal.FEEDER, "feed", "--stream", "guarded", "--file", file("texts", lines()));
        stage(Principal.of(StageDeclarations.TOKENIZER), "tokenizer");
        stage(Principal.of(StageDeclarations.TRAINER), "trainer");
        stage(Principal.of(StageDeclarations.CHECKPOINTER), "checkpointer");
        stage(Principal.of(StageDeclarations.PLANNER), "evaluator", "--roles", "planner");
        stage(Principal.of(StageDeclarations.WORKER), "evaluator", "--roles", "worker");
        stage(Principal.of(StageDeclarations.AGGREGATOR), "evaluator", "--roles", "aggregator");

        // When
        String results = succeed(Principal.READER, watch("public.eval-results"));

        // Then
        assertThat(results).contains("\"status\": \"COMPLETE\"").contains("\"jobId\": \"guarded\"");
        for (String secret : List.of("train-steps", "eval-shards", "jobs", "dead-letters", "stream.guarded.examples")) {
            assertThat(run(Principal.READER, watch(secret)).exit()).as(secret).isEqualTo(1);
        }
        assertThat(run(Principal.READER, "suite", "list", "--job", "guarded").exit())
                .isEqualTo(1);
        assertThat(run(Principal.of(StageDeclarations.WORKER), watch("public.eval-results"))
                        .exit())
                .isEqualTo(1);
    }

    private static String lines() {
        return String.join("\n", Texts.lines(0, 200));
    }

    private static String[] watch(String topic) {
        return new String[] {"watch", "--topic", topic, "--from-beginning", "--until-idle", "1", "--json"};
    }

    private static void stage(Principal principal, String... arguments) throws IOException {
        succeed(
                principal,
                Stream.concat(Stream.of(arguments), Stream.of("--http-port", "0", "--until-idle", "2"))
                        .toArray(String[]::new));
    }

    private static String succeed(Principal principal, String... arguments) throws IOException {
        return Command.succeed(as(principal, arguments));
    }

    private static Command run(Principal principal, String... arguments) throws IOException {
        return Command.run(as(principal, arguments));
    }

    private static String[] as(Principal principal, String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--bootstrap-servers", "127.0.0.1:" + port, "--config", login(principal)));
        all.addAll(List.of("--blobs", folder.resolve("blobs").toUri().toString()));
        return all.toArray(String[]::new);
    }

    private static String login(Principal principal) throws IOException {
        return file(
                principal.id() + ".properties",
                "kafka.security.protocol=SASL_PLAINTEXT\nkafka.sasl.mechanism=PLAIN\nkafka.sasl.jaas.config="
                        + "org.apache.kafka.common.security.plain.PlainLoginModule required username=\""
                        + principal.id()
                        + "\" password=\"" + password(principal) + "\";\n");
    }

    private static String password(Principal principal) {
        return principal.id() + "-password";
    }

    private static Stream<AclBinding> bindings(Right right) {
        ResourcePattern pattern = new ResourcePattern(
                ResourceType.valueOf(right.resource().toUpperCase(Locale.ROOT).replace('-', '_')),
                right.name(),
                right.prefixed() ? PatternType.PREFIXED : PatternType.LITERAL);
        return right.operations().stream()
                .map(operation -> new AclBinding(
                        pattern,
                        new AccessControlEntry(
                                "User:" + right.principal().id(), "*", operation(operation), AclPermissionType.ALLOW)));
    }

    private static AclOperation operation(String name) {
        return AclOperation.valueOf(name.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(Locale.ROOT));
    }

    private static String file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content).toString();
    }
}
