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
 * The way to a server on this machine, which can fall silent: nothing is refused and nothing is closed, but what is sent stays
 * under way, and arrives late if the network is mended.
 */
final class Network implements AutoCloseable {
    private static final int BUFFER = 1 << 16;

    private final ServerSocket entrance;
    private final int serverPort;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private boolean silent;

    private Network(ServerSocket entrance, int serverPort) {
        this.entrance = entrance;
        this.serverPort = serverPort;
    }

    static Network to(int serverPort) {
        try {
            Network network = new Network(new ServerSocket(0, 0, InetAddress.getLoopbackAddress()), serverPort);
            network.daemon(network::admit);
            return network;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** To be used instead of the server's. */
    int port() {
        return entrance.getLocalPort();
    }

    synchronized void fallSilent() {
        silent = true;
    }

    synchronized void mend() {
        silent = false;
        notifyAll();
    }

    private synchronized void awaitMending() throws InterruptedException {
        while (silent) {
            wait();
        }
    }

    private void admit() throws IOException {
        while (true) {
            Socket client = entrance.accept();
            open.add(client);
            daemon(() -> connect(client));
        }
    }

    private void connect(Socket client) throws IOException, InterruptedException {
        try (client;
                Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort)) {
            open.add(server);
            daemon(() -> carry(server, client));
            carry(client, server);
        }
    }

    private void carry(Socket from, Socket to) throws IOException, InterruptedException {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[BUFFER];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                awaitMending();
                out.write(buffer, 0, read);
            }
            awaitMending();
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
                        // One side has gone, and with it the connection.
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
        mend();
        try {
            entrance.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
