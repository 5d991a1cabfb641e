package io.modelfactory.worker.app.doctor;

import com.sun.management.OperatingSystemMXBean;
import io.modelfactory.worker.config.Wiring;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether the Java that runs this can run a worker, and the machine has the memory that the profile counts on. */
final class MachineCheck implements Check {
    private static final int OLDEST_JAVA = 17;
    private static final long MB = 1 << 20;
    private static final Pattern AMOUNT = Pattern.compile("([0-9]+(?:\\.[0-9]+)?) ?([MGT])(i?)B");

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
                memory(physicalBytes(), Runtime.getRuntime().maxMemory()));
    }

    static Finding java(int version) {
        String fact = "Java " + version + ", " + Runtime.getRuntime().availableProcessors() + " processors";
        return version < OLDEST_JAVA
                ? Finding.fail("java", fact, "install Java " + OLDEST_JAVA + " or newer")
                : Finding.ok("java", fact);
    }

    /** Rows are held beside the heap by each run at work; both must fit, or the kernel ends the worker. */
    Finding memory(long physical, long heap) {
        long rows = training.concurrency() * bytes(training.memoryLimit());
        String fact = "%d MB; the heap may take %d, %d runs at a time %d for rows"
                .formatted(physical / MB, heap / MB, training.concurrency(), rows / MB);
        return heap + rows > physical
                ? Finding.warn(
                        "memory",
                        fact,
                        "lower wiring.training.memory_limit or concurrency, or set -Xmx in MF_JAVA_OPTS")
                : Finding.ok("memory", fact);
    }

    private static long physicalBytes() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    }

    /** Reads amounts as the profile allows them: {@code 1GB}, {@code 512MiB}. */
    static long bytes(String amount) {
        Matcher parts = AMOUNT.matcher(amount);
        if (!parts.matches()) {
            throw new IllegalArgumentException("not an amount of memory: " + amount);
        }
        int power = 2 + "MGT".indexOf(parts.group(2));
        double unit = Math.pow(parts.group(3).isEmpty() ? 1000 : 1024, power);
        return (long) (Double.parseDouble(parts.group(1)) * unit);
    }
}
