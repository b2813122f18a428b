package sharelora.console.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What can be asked, all of it: the API follows from this table, and so does its description. */
final class Routes {

    static final String ROOT = "/api/v1";

    private static final String JOB = ROOT + "/jobs/{job}";

    private final Known known;
    private final List<Route> all = new ArrayList<>();

    private Routes(Known known) {
        this.known = known;
    }

    static List<Route> of(Known known) {
        Routes routes = new Routes(known);
        routes.looking();
        routes.lookingFurther();
        Questions questions = new Questions(known.platform());
        routes.asking(questions);
        routes.askingOfAll(questions);
        Acts acts = new Acts(known.platform());
        routes.acting(acts);
        routes.actingWith(acts);
        routes.actingOnRecords(acts);
        routes.feeding(acts);
        return List.copyOf(routes.all);
    }

    private void looking() {
        get("/overview", "overview", "Jobs, streams, dead letters and operators' acts in short.", call -> overview());
        get("/jobs", "jobs", "Every job in short.", call -> overview().get("jobs"));
        get(
                "/jobs/{job}",
                "job",
                "A job in full: steps, results, verdicts, checkpoints, classes.",
                call -> known.model()
                        .job(call.part("job"))
                        .orElseThrow(() -> new HttpProblem(
                                404, "job: '" + call.part("job") + "', expected a job that was submitted")));
        get("/streams", "streams", "Every stream.", call -> known.model().streamList());
        all.add(new Route(
                "GET",
                ROOT + "/streams/{stream}/comparison",
                Role.VIEWER,
                "comparison",
                "Jobs of a stream side by side, with paired differences of accuracy.",
                Route.Input.parameters(Map.of("suite", "Suite that differences are of. Default: holdout")),
                call -> known.model()
                        .comparison(call.part("stream"), call.parameter("suite", "holdout"))
                        .orElseThrow(() -> new HttpProblem(
                                404, "stream: '" + call.part("stream") + "', expected a stream that was submitted"))));
    }

    private void lookingFurther() {
        all.add(new Route(
                "GET",
                ROOT + "/dead-letters",
                Role.VIEWER,
                "deadLetters",
                "Dead letters: all counted, of the newest 200 those that are asked for.",
                Route.Input.parameters(Map.of(
                        "stream", "Of that stream alone.",
                        "reason", "Of that reason alone.",
                        "limit", "At most so many, 0 to 200. Default: 50")),
                call -> known.model()
                        .letters(
                                call.parameter("stream", ""),
                                call.parameter("reason", ""),
                                call.number("limit", 50, 0, 200))));
        get(
                "/operations",
                "operations",
                "The newest 200 acts of operators.",
                call -> known.model().operations());
        get("/flow", "flow", "Members, lag and pace of every stage.", call -> known.freshFlow());
        get("/status", "status", "What the command status tells.", call -> known.status());
    }

    private void asking(Questions questions) {
        act(
                "GET",
                JOB + "/verification",
                "verify",
                "Holds all that is there of a job against what was promised; reads its log and hashes its blobs.",
                Route.Input.NONE,
                questions::verify);
        act(
                "GET",
                ROOT + "/checkpoints/{checkpoint}/records",
                "explain",
                "The records that a checkpoint has learned, in order, a page of them.",
                Route.Input.parameters(Map.of(
                        "limit", "At most so many, 1 to 1000. Default: 100",
                        "after", "The page behind that place, which the page before ends with.")),
                questions::explain);
        act(
                "GET",
                ROOT + "/scaling",
                "scaling",
                "How long the recorded evaluation tasks would take with 1 to 64 workers.",
                Route.Input.parameters(Map.of("job", "Of that job alone. Default: all")),
                questions::scaling);
    }

    private void askingOfAll(Questions questions) {
        all.add(new Route(
                "GET",
                JOB + "/continuations",
                Role.VIEWER,
                "continuations",
                "How a few held-out prompts were gone on with, before and after the job learned.",
                Route.Input.parameters(Map.of("result", "Id of the result that it was done for.")),
                questions::continuations));
        all.add(new Route(
                "GET",
                ROOT + "/rights",
                Role.VIEWER,
                "rights",
                "What each process needs of the broker, as kafka-acls commands.",
                Route.Input.parameters(Map.of(
                        "principal", "Of that one alone.",
                        "input", "Topics that you already have and streams read, with commas.")),
                questions::rights));
        get("/topics", "topics", "The shared topics, with how long each is kept.", Questions::topics);
    }

    private JsonNode overview() {
        return known.model().overview();
    }

    private void acting(Acts acts) {
        act(
                "POST",
                ROOT + "/jobs",
                "submit",
                "Submits a job file. An equal one changes nothing.",
                Route.Input.body("application/yaml", 256 << 10),
                acts::submit);
        act("POST", JOB + "/pause", "pause", "Has a job wait.", Route.Input.NONE, acts::pause);
        act("POST", JOB + "/resume", "resume", "Has a job go on.", Route.Input.NONE, acts::resume);
        act("POST", JOB + "/retry", "retry", "Has a job that stands still tried again.", Route.Input.NONE, acts::retry);
        act("DELETE", JOB, "delete", "Ends a job for good.", Route.Input.NONE, acts::delete);
    }

    private void actingWith(Acts acts) {
        act(
                "POST",
                JOB + "/rollback",
                "rollback",
                "Pins a job to a checkpoint, older or newer.",
                Route.Input.json(Map.of("to", "checkpointId or its beginning, or the adapter's name."), 4 << 10),
                acts::rollback);
        act(
                "POST",
                JOB + "/promote",
                "promote",
                "Takes the pin away: the gate decides again.",
                Route.Input.NONE,
                acts::promote);
    }

    private void actingOnRecords(Acts acts) {
        act(
                "POST",
                JOB + "/suites",
                "suite",
                "Freezes labelled records as a suite of a job.",
                Route.Input.json(
                        Map.of("name", "Name of the suite.", "records", "The records, a line of JSON each."), 8 << 20),
                acts::suite);
        act(
                "POST",
                ROOT + "/dead-letters/replay",
                "replay",
                "Puts dead letters back into their streams.",
                Route.Input.json(Map.of("stream", "Of that stream alone.", "reason", "Of that reason alone."), 4 << 10),
                acts::replay);
        act(
                "POST",
                ROOT + "/streams/{stream}/skips",
                "skip",
                "Has a record made a dead letter unread.",
                Route.Input.json(
                        Map.of(
                                "topic", "The topic it is in.",
                                "partition", "Its partition, from 0.",
                                "offset", "Its offset, from 0."),
                        4 << 10),
                acts::skip);
    }

    private void feeding(Acts acts) {
        act(
                "POST",
                ROOT + "/streams/{stream}/examples",
                "feed",
                "Writes examples, a line of JSON each, into a stream.",
                Route.Input.body("application/x-ndjson", 8 << 20),
                acts::feed);
    }

    private void get(String path, String id, String summary, Route.Handling handling) {
        all.add(new Route("GET", ROOT + path, Role.VIEWER, id, summary, Route.Input.NONE, handling));
    }

    private void act(
            String method, String path, String id, String summary, Route.Input input, Route.Handling handling) {
        all.add(new Route(method, path, Role.OPERATOR, id, summary, input, handling));
    }

    /** A sentence, for what has no more to say. */
    static ObjectNode said(String words) {
        return JsonNodeFactory.instance.objectNode().put("result", words);
    }
}
