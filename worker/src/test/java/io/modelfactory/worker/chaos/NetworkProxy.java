package io.modelfactory.worker.chaos;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A proxy in front of a server on this machine that can fall silent: it refuses and closes nothing, but holds back what
 * is sent and delivers it late, once traffic is restored.
 */
final class NetworkProxy implements AutoCloseable {
    private static final int BUFFER = 1 << 16;

    private final ServerSocket serverSocket;
    private final int serverPort;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private boolean blocked;

    private NetworkProxy(ServerSocket serverSocket, int serverPort) {
        this.serverSocket = serverSocket;
        this.serverPort = serverPort;
    }

    static NetworkProxy to(int serverPort) {
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
    int port() {
        return serverSocket.getLocalPort();
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
            daemon(() -> forward(server, client));
            forward(client, server);
        }
    }

    private void forward(Socket from, Socket to) throws IOException, InterruptedException {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[BUFFER];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                awaitTrafficRestored();
                out.write(buffer, 0, read);
            }
            awaitTrafficRestored();
        }
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
