package io.modelfactory.worker.chaos;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A proxy in front of a server on this machine that can fall silent: it refuses and closes nothing, but holds back what
 * is sent and delivers it late, once traffic is restored.
 */
public final class NetworkProxy implements AutoCloseable {
    private static final int BUFFER = 1 << 16;

    private final ServerSocket serverSocket;
    private final int serverPort;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private boolean blocked;
    private volatile Optional<String> lastMessage = Optional.empty();

    private NetworkProxy(ServerSocket serverSocket, int serverPort) {
        this.serverSocket = serverSocket;
        this.serverPort = serverPort;
    }

    public static NetworkProxy to(int serverPort) {
        try {
            NetworkProxy network =
                    new NetworkProxy(new ServerSocket(0, 0, InetAddress.getLoopbackAddress()), serverPort);
            network.daemon(network::acceptConnections);
            return network;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The port to connect to instead of the server's. */
    public int port() {
        return serverSocket.getLocalPort();
    }

    /** Falls silent once a client sends a message with this text, which is held back too. */
    public void blockTrafficFrom(String message) {
        lastMessage = Optional.of(message);
    }

    synchronized void blockTraffic() {
        blocked = true;
    }

    synchronized void restoreTraffic() {
        blocked = false;
        notifyAll();
    }

    private synchronized void awaitTrafficRestored() throws InterruptedException {
        while (blocked) {
            wait();
        }
    }

    private void acceptConnections() throws IOException {
        while (true) {
            Socket client = serverSocket.accept();
            open.add(client);
            daemon(() -> connect(client));
        }
    }

    private void connect(Socket client) throws IOException, InterruptedException {
        try (client;
                Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort)) {
            open.add(server);
            daemon(() -> forward(server, client, false));
            forward(client, server, true);
        }
    }

    private void forward(Socket from, Socket to, boolean requests) throws IOException, InterruptedException {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[BUFFER];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (requests && isLast(new String(buffer, 0, read, StandardCharsets.ISO_8859_1))) {
                    blockTraffic();
                }
                awaitTrafficRestored();
                out.write(buffer, 0, read);
            }
            awaitTrafficRestored();
        }
    }

    private boolean isLast(String message) {
        return lastMessage.filter(message::contains).isPresent();
    }

    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    private void daemon(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException closed) {
                        // One side has closed the connection.
                        return;
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "network");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        restoreTraffic();
        try {
            serverSocket.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
