package sharelora.console.browser;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import sharelora.console.model.Steps;
import sharelora.fixtures.Checkpoints;
import sharelora.fixtures.TestInstallation;
import sharelora.fixtures.TinyBase;
import sharelora.operations.modelstore.BaseModels;
import sharelora.operations.submission.JobFile;
import sharelora.operations.submission.Submitter;
import sharelora.platform.blobs.BlobStore;
import sharelora.platform.records.Codec;
import sharelora.platform.records.Outgoing;
import sharelora.schemas.DeadLetter;
import sharelora.schemas.Example;
import sharelora.schemas.Source;
import sharelora.schemas.Topics;

/** A broker with a job that learned, and a console that shows it. */
final class ConsoleTestBed implements AutoCloseable {

    static final String SCRIPT = "<script>document.title='hurt'</script>";

    private final TestInstallation installation;
    private ServedConsole console;

    private ConsoleTestBed(TestInstallation installation, ServedConsole console) {
        this.installation = installation;
        this.console = console;
    }

    static ConsoleTestBed start(Path folder) throws IOException {
        BlobStore blobs = BlobStore.open(folder.resolve("blobs").toUri());
        new BaseModels(blobs)
                .importFolder(new TinyBase(16, 2, 46, 64, 0.3, false).writeTo(folder.resolve("tiny")), "tiny");
        TestInstallation installation = TestInstallation.start(folder, blobs);
        submit(installation, "tickets");
        installation.write(learned("tickets"));
        installation.write(List.of(letter(SCRIPT)));
        return new ConsoleTestBed(installation, ServedConsole.start(installation, 0));
    }

    String address() {
        return console.address();
    }

    TestInstallation installation() {
        return installation;
    }

    /** Does that while no console answers; then another one does, at the same address. */
    void withoutConsole(Runnable work) {
        int port = console.port();
        console.close();
        work.run();
        console = ServedConsole.start(installation, port);
    }

    /** Has the job take that step. */
    void step(String job, long step) {
        installation.write(List.of(Outgoing.of(Topics.TRAIN_STEPS, job, Steps.step(job, step, 0.33))));
    }

    static void submit(TestInstallation installation, String job) {
        String yaml = "{job: %s, base: tiny, stream: {labels: [billing, shipping], maxLength: 24}}".formatted(job);
        new Submitter(installation.kafka(), installation.blobs())
                .submit(JobFile.draft(yaml.getBytes(StandardCharsets.UTF_8), "job.yaml"));
    }

    private static List<Outgoing<?>> learned(String job) {
        List<Outgoing<?>> records = new ArrayList<>();
        for (int step = 1; step <= 200; step++) {
            records.add(Outgoing.of(
                    Topics.TRAIN_STEPS, job, Steps.step(job, step, 0.4 + 1.4 * Math.exp(-step / 60.0))));
        }
        for (int step = 0; step <= 200; step += 50) {
            records.add(Outgoing.of(
                    Topics.CHECKPOINTS,
                    job,
                    Checkpoints.checkpoint(job, step, ("c" + step).repeat(16)).build()));
        }
        return records;
    }

    /** Of a record with these words in its key, its value and what is said of it. */
    static Outgoing<DeadLetter> letter(String words) {
        Example example = new Example("1", "where is my parcel " + words, "billing", null, null, null);
        ByteBuffer bytes = ByteBuffer.wrap(Codec.encode(example));
        return Outgoing.of(
                Topics.DEAD_LETTERS,
                "1",
                DeadLetter.newBuilder()
                        .setStage("tokenizer")
                        .setStream("tickets")
                        .setReason("unknown-label")
                        .setDetail("label is " + words + ", expected billing or shipping")
                        .setSource(new Source(Topics.examples("tickets").name(), 0, 0L))
                        .setKey(ByteBuffer.wrap(words.getBytes(StandardCharsets.UTF_8)))
                        .setValue(bytes)
                        .setValueBytes(bytes.remaining())
                        .setDeadAt(Instant.EPOCH)
                        .build());
    }

    @Override
    public void close() {
        console.close();
        installation.close();
    }
}
