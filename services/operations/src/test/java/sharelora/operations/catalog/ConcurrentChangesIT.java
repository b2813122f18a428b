package sharelora.operations.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sharelora.fixtures.TestInstallation;
import sharelora.fixtures.TinyBase;
import sharelora.operations.WrongUsageException;
import sharelora.operations.jobs.StoredJobs;
import sharelora.operations.modelstore.BaseModels;
import sharelora.operations.submission.JobFile;
import sharelora.operations.submission.Submission;
import sharelora.operations.submission.Submitter;
import sharelora.platform.blobs.BlobStore;
import sharelora.platform.kafka.TopicTable;
import sharelora.platform.records.Outgoing;
import sharelora.schemas.Job;
import sharelora.schemas.Suite;
import sharelora.schemas.Topics;

/** Operators who change one stream or one job at the same moment. */
class ConcurrentChangesIT {

    private static final int OPERATORS = 4;

    @TempDir
    private static Path folder;

    private static TestInstallation installation;

    @BeforeAll
    static void start() throws IOException {
        BlobStore blobs = BlobStore.open(folder.resolve("blobs").toUri());
        installation = TestInstallation.start(folder, blobs);
        new BaseModels(blobs).importFolder(TinyBase.write(folder.resolve("tiny")), "tiny");
    }

    @AfterAll
    static void close() {
        installation.close();
    }

    @Test
    void oneOfManySubmissionsOfANameWinsAndTheOthersAreToldTheDifferences() throws Exception {
        // When
        List<Object> outcomes = atOnce(i -> submit("contested", i + 1));

        // Then
        List<Submission> won = written(outcomes);
        assertThat(won)
                .singleElement()
                .satisfies(submission -> assertThat(submission.job())
                        .contains(TopicTable.read(installation.kafka(), Topics.JOBS)
                                .get("contested")));
        assertThat(outcomes)
                .filteredOn(WrongUsageException.class::isInstance)
                .hasSize(OPERATORS - 1)
                .allSatisfy(refused -> assertThat(((WrongUsageException) refused).problems())
                        .anyMatch(line -> line.startsWith("adapter.rank: ")));
        assertThat(installation.read(Topics.JOBS))
                .filteredOn(job -> job.getJobId().equals("contested"))
                .hasSize(1);
    }

    @Test
    void equalSubmissionsOfANameWriteItOnce() throws Exception {
        // When
        List<Object> outcomes = atOnce(i -> submit("agreed", 2));

        // Then
        assertThat(outcomes).allMatch(Submission.class::isInstance);
        assertThat(written(outcomes)).hasSize(1);
        assertThat(installation.read(Topics.STREAMS))
                .filteredOn(stream -> stream.getName().equals("agreed"))
                .hasSize(1);
    }

    @Test
    void losesNoneOfSeveralChangesOfOneJob() throws Exception {
        // Given
        submit("changed", 2);
        StoredJobs jobs = new StoredJobs(installation.kafka());

        // When
        List<Object> outcomes = atOnce(i -> jobs.change("changed", job -> withSuite(job, i)));

        // Then
        assertThat(outcomes).allMatch(StoredJobs.Change.class::isInstance);
        assertThat(jobs.job("changed").getSuites())
                .extracting(Suite::getName)
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, OPERATORS)
                        .mapToObj(i -> "suite-" + i)
                        .toList());
    }

    /** The control: what the test before this one finds is found. */
    @Test
    void changesThatReadBeforeOthersHaveWrittenAreLostWithoutTheLock() throws Exception {
        // Given
        submit("unlocked", 2);
        CyclicBarrier read = new CyclicBarrier(OPERATORS);

        // When
        List<Object> outcomes = atOnce(i -> {
            Job job = new StoredJobs(installation.kafka()).job("unlocked");
            read.await(1, TimeUnit.MINUTES);
            installation.write(List.of(Outgoing.of(Topics.JOBS, "unlocked", withSuite(job, i))));
            return job;
        });

        // Then
        assertThat(outcomes).allMatch(Job.class::isInstance);
        assertThat(new StoredJobs(installation.kafka()).job("unlocked").getSuites())
                .hasSize(1);
    }

    @Test
    void writesNothingWhereSomebodyElseTookTheLockAfterTheReading() {
        // Given
        submit("taken", 2);
        AtomicInteger tries = new AtomicInteger();

        // When
        StoredJobs.Change change = new StoredJobs(installation.kafka()).change("taken", job -> {
            if (tries.incrementAndGet() == 1) {
                new StoredJobs(installation.kafka()).change("taken", there -> withSuite(there, 1));
            }
            return withSuite(job, 2);
        });

        // Then
        assertThat(tries).hasValue(2);
        assertThat(change.before().getSuites()).extracting(Suite::getName).containsExactly("suite-1");
        assertThat(change.after().getSuites()).extracting(Suite::getName).containsExactly("suite-1", "suite-2");
    }

    private static Submission submit(String name, int rank) {
        JobFile file = JobFile.read(
                "{job: %s, base: tiny, stream: {labels: [a, b], maxLength: 16}, adapter: {rank: %d}}"
                        .formatted(name, rank),
                "job.yaml");
        return new Submitter(installation.kafka(), installation.blobs()).submit(file);
    }

    private static Job withSuite(Job job, int number) {
        List<Suite> suites = new ArrayList<>(job.getSuites());
        suites.add(new Suite("suite-" + number, "%064d".formatted(number), 1));
        return Job.newBuilder(job).setSuites(suites).build();
    }

    private static List<Submission> written(List<Object> outcomes) {
        return outcomes.stream()
                .filter(Submission.class::isInstance)
                .map(Submission.class::cast)
                .filter(submission -> submission.job().isPresent())
                .toList();
    }

    private interface Work {
        Object by(int operator) throws Exception;
    }

    /** What each of several operators got, or was told, who all begin at the same moment. */
    private static List<Object> atOnce(Work work) throws Exception {
        CyclicBarrier start = new CyclicBarrier(OPERATORS);
        try (ExecutorService operators = Executors.newFixedThreadPool(OPERATORS)) {
            List<Callable<Object>> all = new ArrayList<>();
            for (int i = 0; i < OPERATORS; i++) {
                int operator = i;
                all.add(() -> {
                    start.await(1, TimeUnit.MINUTES);
                    return work.by(operator);
                });
            }
            List<Object> outcomes = new ArrayList<>();
            for (Future<Object> done : operators.invokeAll(all)) {
                outcomes.add(outcome(done));
            }
            return outcomes;
        }
    }

    private static Object outcome(Future<Object> done) throws InterruptedException {
        try {
            return done.get();
        } catch (ExecutionException e) {
            return e.getCause();
        }
    }
}
