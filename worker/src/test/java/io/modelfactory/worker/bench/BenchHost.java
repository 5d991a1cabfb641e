package io.modelfactory.worker.bench;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.OperatingSystemMXBean;
import io.modelfactory.worker.artifact.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/** What figures depend on besides the code. */
final class BenchHost {
    private static final double KILOBYTES_PER_MEGABYTE = 1024;
    private static final Duration IDLE_FOR = Duration.ofMillis(500);
    /** Of processor time, in so long. */
    private static final double IDLE_SECONDS = 0.03;

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private BenchHost() {}

    /** Average number of processes that ran or waited in the last minute. */
    static double load() {
        return FigureFormat.rounded(ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    static long memoryBytes() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    }

    static ObjectNode describe() {
        return Json.object()
                .put("processors", Runtime.getRuntime().availableProcessors())
                .put("java", System.getProperty("java.vm.version"))
                .put("os", System.getProperty("os.name"));
    }

    /**
     * Most physical memory that this process held since its start, or since {@link #resetPeakMemory()}, in megabytes:
     * heap, libraries and all. Linux only.
     */
    static double peakMemory() {
        return status("self", "VmHWM");
    }

    /** Lets the peak begin at what is held now. */
    static void resetPeakMemory() throws IOException {
        // proc(5): 5 resets the peak resident set size.
        Files.writeString(Path.of("/proc/self/clear_refs"), "5");
    }

    /** As {@link #peakMemory()}, of a process and those that it has started, together. */
    static double peakMemoryWithChildren(ProcessHandle process) {
        return Stream.concat(Stream.of(process), process.descendants())
                .mapToDouble(each -> status(String.valueOf(each.pid()), "VmHWM"))
                .sum();
    }

    /** Processor time that a process and those that it has started have taken so far. */
    static double processorSecondsWithChildren(ProcessHandle process) {
        return processorSeconds(process)
                + process.descendants().mapToDouble(BenchHost::processorSeconds).sum();
    }

    private static double processorSeconds(ProcessHandle process) {
        return process.info()
                .totalCpuDuration()
                .map(taken -> taken.toNanos() / 1e9)
                .orElse(0.0);
    }

    /** Of this process, whose broker is measured with it; not of the database, which runs in processes of its own. */
    static double processorSecondsWithChildren() {
        return processorSecondsWithChildren(ProcessHandle.current());
    }

    /** Returns when the processes that this one has started take hardly any processor time any more. */
    static void awaitIdleChildren() {
        AtomicReference<Double> taken = new AtomicReference<>(0.0);
        await("child processes idle")
                .pollDelay(IDLE_FOR)
                .pollInterval(IDLE_FOR)
                .atMost(TIMEOUT)
                .until(() -> {
                    double now = ProcessHandle.current()
                            .descendants()
                            .mapToDouble(BenchHost::processorSeconds)
                            .sum();
                    return now - taken.getAndSet(now) < IDLE_SECONDS;
                });
    }

    /** Average seconds to write a small file and force it to the disk. */
    static double forcedWrite(Path folder) throws IOException {
        int files = 100;
        long start = System.nanoTime();
        for (int i = 0; i < files; i++) {
            Path file = folder.resolve("forced-write");
            try (FileChannel channel =
                    FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.allocate(2048));
                channel.force(true);
            }
            Files.delete(file);
        }
        return FigureFormat.secondsSince(start) / files;
    }

    private static double status(String process, String field) {
        try {
            return Files.readAllLines(Path.of("/proc", process, "status")).stream()
                            .filter(line -> line.startsWith(field + ":"))
                            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                            .findFirst()
                            .orElseThrow()
                    / KILOBYTES_PER_MEGABYTE;
        } catch (IOException e) {
            throw new UncheckedIOException("the peak memory can be read on Linux only", e);
        }
    }
}
