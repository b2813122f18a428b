package sharelora.predictor.openai;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import sharelora.predictor.compute.ServedCheckpoint;
import sharelora.predictor.compute.ServedJob;
import sharelora.predictor.http.Endpoint;
import sharelora.predictor.http.Exchange;
import sharelora.predictor.http.HttpProblem;
import sharelora.predictor.http.JobLookup;
import sharelora.predictor.stream.ServedStream;
import sharelora.schemas.Job;
import sharelora.schemas.Task;

/** {@code GET /v1/models} and {@code GET /v1/models/{model}}: jobs that generate, and have a checkpoint that answers. */
public record Models(JobLookup jobs) implements Endpoint {

    private static final Pattern PATH = Pattern.compile("/v1/models(?:/([a-z0-9][a-z0-9-]{0,127}))?");

    @Override
    public boolean isAt(String path) {
        return PATH.matcher(path).matches();
    }

    @Override
    public HttpMethod method() {
        return HttpMethod.GET;
    }

    @Override
    public JsonObject error(HttpProblem problem) {
        return OpenAiErrors.json(problem);
    }

    @Override
    public void answer(Exchange exchange, byte[] body, Executor work) {
        Matcher path = PATH.matcher(exchange.request().path());
        try {
            Optional<String> one = path.matches() ? Optional.ofNullable(path.group(1)) : Optional.empty();
            exchange.end(200, one.isPresent() ? one(one.get()) : all());
        } catch (HttpProblem e) {
            exchange.refuse(e);
        }
    }

    private JsonObject all() throws HttpProblem {
        JsonArray models = new JsonArray();
        for (Job job : jobs.jobs()) {
            if (job.getTask() == Task.GENERATION) {
                checkpoint(job).ifPresent(by -> models.add(model(job.getJobId(), job, by)));
            }
        }
        return new JsonObject().put("object", "list").put("data", models);
    }

    private JsonObject one(String name) throws HttpProblem {
        Job job = job(name);
        return model(name, job, checkpoint(job).orElseThrow(() -> jobs.nobody(job)));
    }

    /**
     * The job of that name, or whose checkpoint of that name answers now.
     *
     * @throws HttpProblem 404 where there is none
     */
    Job job(String model) throws HttpProblem {
        Optional<Job> named = jobs.job(model);
        if (named.isPresent()) {
            return named.get();
        }
        for (Job job : jobs.jobs()) {
            if (checkpoint(job).filter(by -> by.adapterName().equals(model)).isPresent()) {
                return job;
            }
        }
        throw unknown();
    }

    /** Says that no such model answers. */
    static HttpProblem unknown() {
        return new HttpProblem(
                        404,
                        "model: no such model answers, expected a job's name, or the name of its adapter in service")
                .at("model")
                .coded("model_not_found");
    }

    private Optional<ServedCheckpoint> checkpoint(Job job) {
        return jobs.streams()
                .apply(job.getStream())
                .flatMap(stream -> stream.job(job.getJobId()))
                .flatMap(ServedJob::checkpoint);
    }

    private JsonObject model(String name, Job job, ServedCheckpoint by) {
        return new JsonObject()
                .put("id", name)
                .put("object", "model")
                .put("created", job.getCreatedAt().getEpochSecond())
                .put("owned_by", "sharelora")
                .put("root", by.adapterName())
                .put("parent", job.getBase())
                .put(
                        "max_model_len",
                        jobs.streams()
                                .apply(job.getStream())
                                .map(ServedStream::tokenizer)
                                .map(each -> each.maxLength())
                                .orElse(null));
    }
}
