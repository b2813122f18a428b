package sharelora.acceptance.site;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A stretch of network between clients and a broker that can be made to behave badly. */
public final class Proxy implements AutoCloseable {

    /** What goes wrong with connections. */
    public enum Fault {
        /** Nothing. */
        NONE,
        /** Bytes are taken and thrown away, in both directions: nobody hears anything, and nobody is told. */
        DROP,
        /** Bytes wait. */
        STALL,
        /** What the broker answers is lost, what it is told arrives. */
        HALF_OPEN
    }

    private static final int BUFFER = 1 << 16;

    private final ServerSocket server;
    private final int target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile Fault fault = Fault.NONE;

    private Proxy(ServerSocket server, int target) {
        this.server = server;
        this.target = target;
    }

    /** Stands before the port of this machine; the port that it listens on is a free one. */
    static Proxy before(int target) {
        try {
            ServerSocket server = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
            Proxy proxy = new Proxy(server, target);
            Thread.ofPlatform().daemon().name("proxy").start(proxy::accept);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return server.getLocalPort();
    }

    /** From now on, for connections that are there and for new ones. */
    public void set(Fault next) {
        fault = next;
    }

    /** Ends all connections of this moment with a reset; what is underway is lost. */
    public void reset() {
        open.forEach(Proxy::abort);
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        reset();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                connect(server.accept());
            } catch (IOException e) {
                // Closed, or the broker is away: then the client is told by its connection's end.
                Await.pause(Await.LOOK_EVERY);
            }
        }
    }

    private void connect(Socket client) throws IOException {
        open.add(client);
        try {
            Socket broker = new Socket(InetAddress.getLoopbackAddress(), target);
            open.add(broker);
            Thread.ofVirtual().start(() -> pump(client, broker, false));
            Thread.ofVirtual().start(() -> pump(broker, client, true));
        } catch (IOException e) {
            abort(client);
            throw e;
        }
    }

    /** Until one side ends; then both have. */
    private void pump(Socket from, Socket to, boolean answers) {
        byte[] bytes = new byte[BUFFER];
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                while (fault == Fault.STALL) {
                    Await.pause(Await.LOOK_EVERY);
                }
                if (fault == Fault.NONE || (fault == Fault.HALF_OPEN && !answers)) {
                    out.write(bytes, 0, count);
                }
            }
        } catch (IOException e) {
            abort(to); // the one side has broken off, so the other one must hear of it
        } finally {
            abort(from);
            abort(to);
        }
    }

    private static void abort(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            return; // closed already, which is all that is wanted
        }
    }
}
