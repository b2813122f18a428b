package sharelora.console;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import sharelora.console.follow.FlowSurvey;
import sharelora.console.follow.FlowWatch;
import sharelora.console.follow.Follower;
import sharelora.console.follow.Following;
import sharelora.console.http.Access;
import sharelora.console.http.ConsoleHttp;
import sharelora.console.http.EventStreams;
import sharelora.console.http.Known;
import sharelora.console.model.ReadModel;
import sharelora.operations.status.HealthPages;
import sharelora.operations.status.HealthPages.NotReady;
import sharelora.operations.status.ServedPages;
import sharelora.operations.status.ServedPages.Served;
import sharelora.platform.host.Platform;
import sharelora.platform.host.StageVerticle;
import sharelora.platform.kafka.TopicAdmin;
import sharelora.platform.stage.StageDeclarations;
import sharelora.schemas.Topics;

/** Topics → a read model → a page, an API and events. It keeps nothing: any number of instances show the same. */
public final class ConsoleVerticle extends StageVerticle {

    private static final URI SELF = URI.create("http://this-process");

    private final ConsoleConfig config;
    private final Platform platform;
    private final ReadModel model = new ReadModel();
    private final EventStreams events;
    private final ConsoleHttp http;
    private final ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor();
    private volatile Optional<Following> follower = Optional.empty();
    private volatile Optional<FlowWatch> flow = Optional.empty();

    /** Serves at once; it says that it is reading the log until that was read. */
    public ConsoleVerticle(ConsoleConfig config, Platform platform) {
        this.config = config;
        this.platform = platform;
        Known known = new Known(model, platform, () -> follower, () -> flow, this::notReady, this::served);
        this.events = new EventStreams(known);
        this.http = new ConsoleHttp(known, new Access(config.tokens(), config.tls()), events, requests);
    }

    @Override
    public Optional<Handler<HttpServerRequest>> api() {
        return Optional.of(http);
    }

    @Override
    public String apiRoot() {
        return "/";
    }

    @Override
    public Future<?> start() {
        return inOrder(this::makeTopics, this::followTopics, this::watchFlow, this::sendEvents);
    }

    /** One of an older installation may be missing. */
    private void makeTopics() {
        opened((AutoCloseable) requests::shutdownNow);
        try (TopicAdmin admin = TopicAdmin.open(platform.kafka())) {
            admin.create(Topics.shared());
        }
    }

    private void followTopics() {
        follower = Optional.of(opened(
                Follower.start(platform.kafka(), model, platform.health().ready(StageDeclarations.CONSOLE.word()))));
    }

    private void watchFlow() {
        FlowSurvey survey = new FlowSurvey(platform.kafka(), model, this::notReady);
        flow = Optional.of(opened(FlowWatch.start(survey, events::watched)));
    }

    private void sendEvents() {
        long timer = vertx.setPeriodic(EventStreams.TICK_MS, tick -> events.tick());
        opened((AutoCloseable) () -> vertx.cancelTimer(timer));
    }

    private List<NotReady> notReady() {
        List<NotReady> found = new ArrayList<>();
        if (!config.health().isEmpty()) {
            found.addAll(HealthPages.of(config.health()));
        } else if (!config.shared()) {
            found.addAll(HealthPages.ofThisMachine());
        }
        if (config.shared()) {
            platform.health().ready().checks().stream()
                    .filter(check -> !check.up())
                    .forEach(check -> found.add(new NotReady(SELF, check.name(), check.reason())));
        }
        return found;
    }

    private List<Served> served() {
        if (config.shared()) {
            return ServedPages.in(platform.metrics().exposition(), SELF);
        }
        return config.health().isEmpty() ? ServedPages.ofThisMachine() : ServedPages.of(config.health());
    }

    @Override
    public Duration idle() {
        return follower.filter(Following::loaded).isPresent() && !events.watched() ? Duration.ofDays(1) : Duration.ZERO;
    }

    @Override
    public Future<Void> drain() {
        return Future.succeededFuture();
    }
}
