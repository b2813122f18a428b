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

/** A TCP proxy between clients and a broker that injects network faults. */
public final class Proxy implements AutoCloseable {

    /** The faults that connections can have. */
    public enum Fault {
        /** Bytes are forwarded. */
        NONE,
        /** Bytes of both directions are read and thrown away, without any error to either side. */
        DROP,
        /** Bytes wait until the fault is over. */
        STALL,
        /** Answers of the broker are lost, requests arrive. */
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

    /** Starts a proxy on a free port; it connects to the given port of this machine. */
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

    /** Sets the fault for existing and new connections. */
    public void set(Fault next) {
        fault = next;
    }

    /** Resets all existing connections; bytes in flight are lost. */
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
                // The proxy is closed, or the broker is away; the client sees its connection end.
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

    /** Forwards bytes until one side ends, then ends the other side too. */
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
            abort(to); // one side has broken off, so the other side must see its connection end too
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
            return; // the connection is closed already
        }
    }
}
