package io.modelfactory.worker.app.doctor;

import io.modelfactory.worker.app.runtime.Machine;
import io.modelfactory.worker.config.Wiring;
import java.util.List;

/** Whether the Java that runs this can run a worker, and the machine has the memory that the profile counts on. */
final class MachineCheck implements Check {
    private static final int OLDEST_JAVA = 17;
    private static final long MB = 1 << 20;

    private final Wiring.Training training;

    MachineCheck(Wiring.Training training) {
        this.training = training;
    }

    @Override
    public String subject() {
        return "machine";
    }

    @Override
    public List<Finding> examine() {
        return List.of(
                java(Runtime.version().feature()),
                memory(Machine.memoryBytes(), Runtime.getRuntime().maxMemory()));
    }

    static Finding java(int version) {
        String fact = "Java " + version + ", " + Runtime.getRuntime().availableProcessors() + " processors";
        return version < OLDEST_JAVA
                ? Finding.fail("java", fact, "install Java " + OLDEST_JAVA + " or newer")
                : Finding.ok("java", fact);
    }

    /** Training goes on in processes beside this one; all must fit, or the kernel ends one of them. */
    Finding memory(long physical, long heap) {
        long budget = training.budgetBytes(physical);
        String fact = "%d MB; the worker's heap may take %d, training %d, of which the heap of each of %d processes %d"
                .formatted(
                        physical / MB,
                        heap / MB,
                        budget / MB,
                        training.concurrency(),
                        training.heapBytes(physical) / MB);
        return heap + budget > physical
                ? Finding.warn("memory", fact, "lower wiring.training.memory_budget, or set -Xmx in MF_JAVA_OPTS")
                : Finding.ok("memory", fact);
    }
}
