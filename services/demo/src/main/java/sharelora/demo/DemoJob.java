package sharelora.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import sharelora.operations.modelstore.BaseModels;
import sharelora.operations.submission.JobFile;

/** The job that the demo submits, read as any user's job file is. */
final class DemoJob {

    private DemoJob() {}

    static JobFile of(DemoConfig config) {
        ObjectNode job = new ObjectMapper().createObjectNode();
        job.put("job", DemoTask.JOB).put("base", BaseModels.MINILM);
        ObjectNode stream = job.putObject("stream").put("holdoutPercent", DemoConfig.HOLDOUT_PERCENT);
        config.labels().forEach(stream.putArray("labels")::add);
        config.learner().writeTo(job);
        return JobFile.read(job.toString(), "the demo's job");
    }
}
