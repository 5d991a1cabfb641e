package io.modelfactory.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Two workers of one tenant, either of which may take a run, and go on with it when the other one dies. */
final class WorkerPair implements AutoCloseable {
    private final SparkTenant tenant;
    private final List<Process> workers = new ArrayList<>();
    private int started;

    WorkerPair(SparkTenant tenant) {
        this.tenant = tenant;
    }

    /** Starts those that are missing. */
    void complete() throws IOException {
        workers.removeIf(worker -> !worker.isAlive());
        while (workers.size() < 2) {
            Path log = tenant.folder().resolve("worker-" + started++ + ".log");
            workers.add(tenant.startWorker(log));
        }
    }

    /** The one whose process has started a driver, with all that it has started. */
    List<ProcessHandle> familyOf(ProcessHandle driver) {
        return workers.stream()
                .map(worker -> Stream.concat(Stream.of(worker.toHandle()), worker.descendants())
                        .toList())
                .filter(family -> family.contains(driver))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no worker has started " + driver.pid()));
    }

    /** As a machine ends that loses its power: nothing of it can say anything any more. */
    void kill(ProcessHandle worker) {
        assertThat(workers).extracting(Process::toHandle).contains(worker);
        worker.destroyForcibly();
        await().atMost(JobProcesses.LONG_ENOUGH).until(() -> !worker.isAlive());
    }

    @Override
    public void close() {
        for (Process worker : workers) {
            worker.descendants().forEach(ProcessHandle::destroyForcibly);
            worker.destroyForcibly();
        }
    }
}
