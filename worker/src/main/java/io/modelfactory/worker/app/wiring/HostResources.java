package io.modelfactory.worker.app.wiring;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** What this process runs on. */
public final class HostResources {
    private HostResources() {}

    /** Memory of the machine, or of the container if that is bounded. */
    public static long memoryBytes() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    }

    /** Threads of one build. */
    static int threads(int configured) {
        return configured > 0 ? configured : Runtime.getRuntime().availableProcessors();
    }
}
