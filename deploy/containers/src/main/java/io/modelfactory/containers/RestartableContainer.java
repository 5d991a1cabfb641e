package io.modelfactory.containers;

import io.modelfactory.local.LocalService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.testcontainers.containers.GenericContainer;

/** A container on a port that is chosen once, which an outage stops and does not remove: address and data last. */
final class RestartableContainer<C extends GenericContainer<C>> implements LocalService {
    private final C container;
    private boolean created;
    private boolean running;

    RestartableContainer(C container, int innerPort) {
        this.container = container;
        container.setPortBindings(List.of("127.0.0.1:" + freePort() + ":" + innerPort));
    }

    C container() {
        return container;
    }

    @Override
    public synchronized void start() {
        if (running) {
            return;
        } else if (created) {
            container
                    .getDockerClient()
                    .startContainerCmd(container.getContainerId())
                    .exec();
        } else {
            container.start();
            created = true;
        }
        running = true;
    }

    @Override
    public synchronized void stop() {
        if (running) {
            container
                    .getDockerClient()
                    .stopContainerCmd(container.getContainerId())
                    .exec();
            running = false;
        }
    }

    @Override
    public synchronized void close() {
        container.stop();
        created = false;
        running = false;
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("no loopback port is free", e);
        }
    }
}
