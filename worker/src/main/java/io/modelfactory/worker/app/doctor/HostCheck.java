package io.modelfactory.worker.app.doctor;

import io.modelfactory.worker.app.wiring.HostResources;
import io.modelfactory.worker.config.Wiring;
import java.util.List;

/** Whether the Java that runs this can run a worker, and the machine has the memory that the profile counts on. */
final class HostCheck implements DoctorCheck {
    private static final int MIN_JAVA = 17;
    private static final long MB = 1 << 20;

    private final Wiring.Training training;

    HostCheck(Wiring.Training training) {
        this.training = training;
    }

    @Override
    public String subject() {
        return "machine";
    }

    @Override
    public List<DoctorFinding> examine() {
        return List.of(
                java(Runtime.version().feature()),
                memory(HostResources.memoryBytes(), Runtime.getRuntime().maxMemory()));
    }

    static DoctorFinding java(int version) {
        String fact = "Java " + version + ", " + Runtime.getRuntime().availableProcessors() + " processors";
        return version < MIN_JAVA
                ? DoctorFinding.fail("java", fact, "install Java " + MIN_JAVA + " or newer")
                : DoctorFinding.ok("java", fact);
    }

    /** Training goes on in processes beside this one; all must fit, or the kernel ends one of them. */
    DoctorFinding memory(long physical, long heap) {
        long budget = training.budgetBytes(physical);
        String fact = "%d MB; the worker's heap may take %d, training %d, of which the heap of each of %d processes %d"
                .formatted(
                        physical / MB,
                        heap / MB,
                        budget / MB,
                        training.concurrency(),
                        training.heapBytes(physical) / MB);
        return heap + budget > physical
                ? DoctorFinding.warn("memory", fact, "lower wiring.training.memory_budget, or set -Xmx in MF_JAVA_OPTS")
                : DoctorFinding.ok("memory", fact);
    }
}
