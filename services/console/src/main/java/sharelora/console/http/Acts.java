package sharelora.console.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import sharelora.operations.control.Controls;
import sharelora.operations.control.Operator;
import sharelora.operations.control.Outcome;
import sharelora.operations.examples.ExampleFields;
import sharelora.operations.examples.ExampleFile;
import sharelora.operations.examples.FileFormat;
import sharelora.operations.jobs.StoredJobs;
import sharelora.operations.submission.JobFile;
import sharelora.operations.task.TaskRules;
import sharelora.platform.host.Platform;
import sharelora.platform.kafka.LogWriter;
import sharelora.platform.kafka.RecordRefusedException;
import sharelora.platform.kafka.TopicTable;
import sharelora.platform.records.Outgoing;
import sharelora.schemas.Example;
import sharelora.schemas.Job;
import sharelora.schemas.Source;
import sharelora.schemas.Stream;
import sharelora.schemas.Topic;
import sharelora.schemas.Topics;

/** Requests that change something → the operators' acts, with the commands' own words. */
final class Acts {

    private static final String NAME = "name";
    private static final String RECORDS = "records";

    private final Platform platform;

    Acts(Platform platform) {
        this.platform = platform;
    }

    private Controls controls(Call call) {
        return new Controls(
                platform.kafka(), platform::blobs, new Operator(call.caller().name(), "console"));
    }

    private static JsonNode told(Outcome outcome) {
        ObjectNode node = Routes.said(outcome.words()).put("changed", outcome.changed());
        outcome.notes().forEach(node.putArray("notes")::add);
        return node;
    }

    JsonNode submit(Call call) {
        return told(controls(call).submit(JobFile.draft(call.body(), "the job file")));
    }

    JsonNode pause(Call call) {
        return told(controls(call).pause(call.part("job")));
    }

    JsonNode resume(Call call) {
        return told(controls(call).resume(call.part("job")));
    }

    JsonNode retry(Call call) {
        return told(controls(call).retry(call.part("job")));
    }

    JsonNode delete(Call call) {
        return told(controls(call).delete(call.part("job")));
    }

    JsonNode rollback(Call call) {
        String to = Call.text(call.object(List.of("to")), "to", true);
        return told(controls(call).rollback(call.part("job"), "to", to));
    }

    JsonNode promote(Call call) {
        return told(controls(call).promote(call.part("job")));
    }

    JsonNode replay(Call call) {
        JsonNode body = call.object(List.of("stream", "reason"));
        String stream = Call.text(body, "stream", false);
        String reason = Call.text(body, "reason", false);
        return told(controls(call)
                .replay(
                        stream,
                        letter -> (stream.isEmpty() || stream.equals(letter.getStream()))
                                && (reason.isEmpty() || reason.equals(letter.getReason()))));
    }

    JsonNode skip(Call call) {
        JsonNode body = call.object(List.of("topic", "partition", "offset"));
        String topic = Call.text(body, "topic", true);
        if (!body.path("partition").isInt() || !body.path("offset").canConvertToLong()) {
            throw new HttpProblem(400, "partition, offset: expected whole numbers from 0");
        }
        Source record = new Source(
                topic, body.path("partition").asInt(), body.path("offset").asLong());
        return told(controls(call).skip(call.part("stream"), record));
    }

    JsonNode suite(Call call) {
        JsonNode body = call.object(List.of(NAME, RECORDS));
        StoredJobs jobs = new StoredJobs(platform.kafka());
        Job job = jobs.job(call.part("job"));
        ExampleFile reader = reader(jobs.stream(job));
        List<Example> examples = new ArrayList<>();
        try {
            read(reader, Call.text(body, RECORDS, true).getBytes(StandardCharsets.UTF_8), examples::add);
        } catch (IOException e) {
            throw new HttpProblem(400, "records: expected JSON lines; " + e.getMessage());
        }
        Outcome outcome = controls(call)
                .suite(job.getJobId(), Call.text(body, NAME, true), examples)
                .outcome();
        List<String> notes = new ArrayList<>(reader.skipped());
        notes.addAll(outcome.notes());
        return told(new Outcome(outcome.changed(), outcome.words(), notes));
    }

    /** Examples of the body → the stream, as {@code feed} writes a file's. */
    JsonNode feed(Call call) {
        String name = call.part("stream");
        Stream stream = TopicTable.read(platform.kafka(), Topics.STREAMS).get(name);
        if (stream == null) {
            throw new HttpProblem(404, "stream: '" + name + "', expected a stream that was submitted");
        }
        ExampleFile reader = reader(stream);
        Topic<Example> topic = Topics.examples(name);
        AtomicLong written = new AtomicLong();
        try (LogWriter writer = LogWriter.open(platform.kafka(), "feed")) {
            try {
                read(reader, call.body(), example -> {
                    writer.send(Outgoing.of(topic, example.getId(), example));
                    written.incrementAndGet();
                });
            } finally {
                writer.flush();
            }
        } catch (RecordRefusedException e) {
            throw new HttpProblem(422, "line " + reader.line() + ": " + e.getMessage() + "; all before it is written");
        } catch (IOException e) {
            throw new HttpProblem(400, "expected JSON lines, and all before this is written: " + e.getMessage());
        }
        long read = written.get() + reader.skippedCount();
        return told(new Outcome(
                written.get() > 0,
                read + " records read: " + written + " written to " + topic.name() + ", " + reader.skippedCount()
                        + " skipped",
                reader.skipped()));
    }

    private static ExampleFile reader(Stream stream) {
        return FileFormat.JSON.reader(
                ExampleFields.of(Map.of(), TaskRules.of(stream.getTask()).targetFields()));
    }

    private static void read(ExampleFile reader, byte[] lines, Consumer<Example> use) throws IOException {
        try (var input = new ByteArrayInputStream(lines)) {
            reader.read(input, use);
        }
    }
}
