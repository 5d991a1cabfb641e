package io.modelfactory.worker.training.process.spark;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * Where a cluster is. Only a standalone one says by its address whom to ask, such as
 * {@code spark://host:7077,standby:7077}; others, such as {@code yarn}, are for Spark itself to find.
 */
record MasterAddress(String url) {
    private static final String STANDALONE = "spark://";

    /**
     * Returns if one of a standalone cluster's masters listens; the others are on standby, or gone.
     *
     * @param timeout for each
     * @throws IOException if none does
     */
    void requireListener(Duration timeout) throws IOException {
        if (!url.startsWith(STANDALONE)) {
            return;
        }
        IOException silence = new IOException("it names no host");
        for (String address : addresses()) {
            try {
                connect(URI.create(STANDALONE + address), timeout);
                return;
            } catch (IOException | IllegalArgumentException refused) {
                silence = new IOException(address + ": " + refused.getMessage(), refused);
            }
        }
        throw silence;
    }

    private List<String> addresses() {
        return Arrays.asList(url.substring(STANDALONE.length()).split(",", -1));
    }

    /** @throws IllegalArgumentException if the address has no host and port */
    private static void connect(URI address, Duration timeout) throws IOException {
        if (address.getHost() == null || address.getPort() < 0) {
            throw new IllegalArgumentException("no host and port");
        }
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address.getHost(), address.getPort()), (int) timeout.toMillis());
        }
    }
}
