package io.modelfactory.containers;

import io.modelfactory.local.FreePorts;
import io.modelfactory.local.LocalService;
import java.util.List;
import org.testcontainers.containers.GenericContainer;

/**
 * A container on a port that is chosen once, which is stopped but not removed in an outage: address and data remain.
 */
final class RestartableContainer<C extends GenericContainer<C>> implements LocalService {
    private final C container;
    private boolean created;
    private boolean running;

    RestartableContainer(C container, int innerPort) {
        this.container = container;
        container.setPortBindings(List.of("127.0.0.1:" + FreePorts.find() + ":" + innerPort));
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
}
