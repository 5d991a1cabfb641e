package io.modelfactory.spark;

import static org.awaitility.Awaitility.await;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stands before an S3 service, and lets all pass but uploads of shards: the first one passes, each other one waits here
 * until it may, also if who has sent it has gone by then.
 */
final class HeldUploads implements AutoCloseable {
    private static final String SHARD = "PUT /rows/shards/";
    private static final Pattern BODY_BYTES = Pattern.compile("(?im)^content-length: *(\\d+)");
    private static final String END_OF_HEAD = "\r\n\r\n";

    private final ServerSocket door;
    private final URI service;
    /** The first to come is the first to go. */
    private final Semaphore passes = new Semaphore(1, true);

    private HeldUploads(ServerSocket door, URI service) {
        this.door = door;
        this.service = service;
    }

    static HeldUploads before(URI service) throws IOException {
        HeldUploads held = new HeldUploads(new ServerSocket(0, 0, InetAddress.getLoopbackAddress()), service);
        inBackground(held::acceptAll);
        return held;
    }

    /** Where the service is reached through this. */
    URI endpoint() {
        return URI.create("http://127.0.0.1:" + door.getLocalPort());
    }

    /** Returns when so many wait. */
    void awaitHeld(int uploads) {
        await().atMost(JobProcesses.LONG_ENOUGH).until(() -> passes.getQueueLength() == uploads);
    }

    /** The one that waits longest. */
    void letOnePass() {
        passes.release();
    }

    void letAllPass() {
        passes.release(Integer.MAX_VALUE / 2);
    }

    private void acceptAll() throws IOException {
        while (!door.isClosed()) {
            Socket client = door.accept();
            inBackground(() -> relay(client));
        }
    }

    private void relay(Socket client) throws IOException {
        try (client;
                Socket server = new Socket(service.getHost(), service.getPort())) {
            inBackground(() -> server.getInputStream().transferTo(client.getOutputStream()));
            InputStream requests = new BufferedInputStream(client.getInputStream());
            for (String head = readHead(requests); !head.isEmpty(); head = readHead(requests)) {
                pass(head, requests, server.getOutputStream());
            }
        }
    }

    private void pass(String head, InputStream requests, OutputStream server) throws IOException {
        Matcher bytes = BODY_BYTES.matcher(head);
        int length = bytes.find() ? Integer.parseInt(bytes.group(1)) : 0;
        byte[] headBytes = head.getBytes(StandardCharsets.ISO_8859_1);
        if (head.startsWith(SHARD)) {
            byte[] shard = requests.readNBytes(length);
            passes.acquireUninterruptibly();
            server.write(headBytes);
            server.write(shard);
        } else {
            // Some wait for an answer to the head before they send the rest.
            server.write(headBytes);
            server.write(requests.readNBytes(length));
        }
    }

    /** Empty at the end. */
    private static String readHead(InputStream requests) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int read = requests.read();
        while (read >= 0) {
            head.write(read);
            if (read == '\n' && head.toString(StandardCharsets.ISO_8859_1).endsWith(END_OF_HEAD)) {
                return head.toString(StandardCharsets.ISO_8859_1);
            }
            read = requests.read();
        }
        return "";
    }

    /** What may end with a connection. */
    @FunctionalInterface
    private interface Relaying {
        void run() throws IOException;
    }

    private static void inBackground(Relaying relaying) {
        Thread thread = new Thread(
                () -> {
                    try {
                        relaying.run();
                    } catch (IOException ended) {
                        // One of the two has closed the connection, which the other one sees by itself.
                    }
                },
                "held-uploads");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        letAllPass();
        door.close();
    }
}
