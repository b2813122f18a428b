package sharelora.demo.drift;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import sharelora.demo.DemoTask;
import sharelora.operations.catalog.LockedRecord;
import sharelora.operations.examples.LabelledText;
import sharelora.operations.modelstore.BaseModels;
import sharelora.operations.submission.JobFile;
import sharelora.operations.submission.Submission;
import sharelora.operations.submission.Submitter;
import sharelora.operations.suite.SuiteBuild;
import sharelora.platform.blobs.BlobStore;
import sharelora.platform.kafka.KafkaSettings;
import sharelora.platform.kafka.TopicAdmin;
import sharelora.schemas.Example;
import sharelora.schemas.Job;
import sharelora.schemas.Suite;
import sharelora.schemas.Topic;
import sharelora.schemas.Topics;
import sharelora.text.HoldOut;

/** The job that a report of drift submits, with a suite of held-out records for each era. */
final class DriftJob {

    /** The trainer flags a checkpoint where it is drained, which is at the end of each era, and nowhere else. */
    private static final int NEVER = 1_000_000;

    private DriftJob() {}

    static JobFile of(DriftConfig config) {
        ObjectNode job = new ObjectMapper().createObjectNode();
        job.put("job", DemoTask.JOB).put("base", BaseModels.MINILM).put("checkpointEvery", NEVER);
        ObjectNode stream = job.putObject("stream").put("holdoutPercent", DriftConfig.HOLDOUT_PERCENT);
        config.eras().labels().forEach(stream.putArray("labels")::add);
        // A batch never closes by the clock: equal streams make equal batches.
        stream.putObject("batch")
                .put("records", DriftConfig.BATCH_RECORDS)
                .put("minRecords", DriftConfig.BATCH_RECORDS);
        config.learner().writeTo(job);
        job.putObject("keep").put("checkpoints", config.eras().inOrder().size() + 2);
        // Of the stream's own hold-out one record: the eras' suites hold all of them, and the probe hangs on there
        // being one.
        job.putObject("evaluation").put("minRecords", 1).put("window", 1);
        config.changes().writeTo(job);
        return JobFile.read(job.toString(), "the job of --drift");
    }

    /** Submits it on a stream whose order of records is the order of the file, and freezes the suites. */
    static void submit(JobFile file, DriftConfig config, KafkaSettings kafka, BlobStore blobs) {
        try (TopicAdmin admin = TopicAdmin.open(kafka)) {
            admin.create(List.of(inOrder(Topics.examples(file.stream().name()))));
        }
        Submission submitted = new Submitter(kafka, blobs).submit(file);
        SuiteBuild build = new SuiteBuild(
                blobs, submitted.job().orElseThrow(), submitted.stream().orElseThrow());
        HoldOut rule = DriftConfig.holdOut();
        List<Suite> suites = new ArrayList<>();
        for (Era era : config.eras().inOrder()) {
            suites.add(build.freeze(suite(suites.size()), examples(era.heldOut(rule))));
        }
        // Read under the lock: a reader without it may not see for a moment what was just committed.
        try (LockedRecord<Job> job = LockedRecord.job(kafka, file.job())) {
            job.write(
                    Job.newBuilder(job.stored().orElseThrow()).setSuites(suites).build());
        }
    }

    /** Name of an era's suite, by its place from 0. */
    static String suite(int era) {
        return "era-" + (era + 1);
    }

    static List<Example> examples(List<LabelledText> texts) {
        List<Example> examples = new ArrayList<>(texts.size());
        texts.forEach(text -> examples.add(new Example(text.id(), text.text(), text.label(), null, null, null)));
        return examples;
    }

    /** With one partition there is one order. */
    private static Topic<Example> inOrder(Topic<Example> topic) {
        return new Topic<>(topic.name(), topic.type(), 1, topic.retention());
    }
}
