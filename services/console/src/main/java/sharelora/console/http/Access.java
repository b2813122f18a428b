package sharelora.console.http;

import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import sharelora.platform.http.BearerTokens;

/**
 * Who is let in, as what. Without tokens that is everybody on this machine, held to its own names, so that no page elsewhere
 * and no rebound name steers it. With tokens whoever names one, in a header or by the cookie that it was exchanged for.
 */
public final class Access {

    static final String COOKIE = "sharelora-session";

    private static final long LASTS_NANOS = TimeUnit.HOURS.toNanos(12);
    private static final int MOST_SESSIONS = 1_000;
    private static final Pattern LOOPBACK = Pattern.compile("(localhost|127\\.0\\.0\\.1|\\[::1])(:\\d{1,5})?");

    private final Optional<BearerTokens> tokens;
    private final boolean tls;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Session> sessions = new LinkedHashMap<>();

    /**
     * @param tokens with a role behind each; empty: none is needed
     * @param tls whether the cookie is for TLS alone
     */
    public Access(Optional<BearerTokens> tokens, boolean tls) {
        this.tokens = tokens;
        this.tls = tls;
    }

    /** Whoever asks. */
    record Caller(String name, Role role) {}

    private record Session(Caller caller, long since) {}

    /** What is wrong with the words behind tokens, one line each: each has to begin with a role. */
    public static List<String> problems(BearerTokens tokens) {
        List<String> wrong = new ArrayList<>();
        List<String> holders = tokens.holders();
        for (int i = 0; i < holders.size(); i++) {
            if (caller(holders.get(i)).isEmpty()) {
                wrong.add("token " + (i + 1) + ": '" + holders.get(i) + "', expected viewer or operator, and a name");
            }
        }
        return wrong;
    }

    private static Optional<Caller> caller(String words) {
        String[] parts = words.strip().split("\\s+", 2);
        Role role = switch (parts[0].toLowerCase(Locale.ROOT)) {
            case "viewer" -> Role.VIEWER;
            case "operator" -> Role.OPERATOR;
            default -> null;
        };
        return Optional.ofNullable(role).map(is -> new Caller(parts.length > 1 ? parts[1] : parts[0], is));
    }

    boolean needsToken() {
        return tokens.isPresent();
    }

    /** Refuses requests that a page of somebody else, or a name that was bound to this address, makes a browser send. */
    void requireOwnSite(HttpServerRequest request) {
        String host = Objects.toString(request.authority(), null);
        if (tokens.isEmpty() && (host == null || !LOOPBACK.matcher(host).matches())) {
            throw new HttpProblem(421, "Host is not one of this machine's own names, expected localhost or 127.0.0.1");
        }
        String origin = request.getHeader("Origin");
        if (origin != null && !isOf(origin, host)) {
            throw new HttpProblem(403, "Origin is another site's, expected this one or none");
        }
    }

    private static boolean isOf(String origin, String host) {
        try {
            String authority = URI.create(origin).getAuthority();
            return host != null && host.equals(authority) && origin.startsWith("http");
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Who asks. Without a token that is let in: nobody in particular. */
    Caller caller(HttpServerRequest request) {
        if (tokens.isEmpty()) {
            return new Caller("local", Role.OPERATOR);
        }
        return tokens.get()
                .holder(request.getHeader("Authorization"))
                .flatMap(Access::caller)
                .or(() -> Optional.ofNullable(request.getCookie(COOKIE)).flatMap(cookie -> session(cookie.getValue())))
                .orElse(new Caller("", Role.ANYBODY));
    }

    private synchronized Optional<Caller> session(String id) {
        Session session = sessions.get(id);
        if (session == null) {
            return Optional.empty();
        }
        if (System.nanoTime() - session.since() > LASTS_NANOS) {
            sessions.remove(id);
            return Optional.empty();
        }
        return Optional.of(session.caller());
    }

    /** The header that has a browser keep a session of that caller; no script can read it, no other site can send it. */
    synchronized String begin(Caller caller) {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        String id = HexFormat.of().formatHex(bytes);
        if (sessions.size() >= MOST_SESSIONS) {
            sessions.remove(sessions.keySet().iterator().next());
        }
        sessions.put(id, new Session(caller, System.nanoTime()));
        return cookie(id, TimeUnit.NANOSECONDS.toSeconds(LASTS_NANOS));
    }

    /** The header that has the browser forget its session, which is no more. */
    synchronized String end(HttpServerRequest request) {
        Optional.ofNullable(request.getCookie(COOKIE)).ifPresent(cookie -> sessions.remove(cookie.getValue()));
        return cookie("", 0);
    }

    private String cookie(String value, long seconds) {
        return COOKIE + "=" + value + "; Path=/; HttpOnly; SameSite=Strict; Max-Age=" + seconds
                + (tls ? "; Secure" : "");
    }
}
