package io.modelfactory.worker.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * What the processes that this one has started take: the most memory that any of them held, and the processor time of
 * all. Linux only.
 */
final class TrainerSampler implements AutoCloseable {
    private static final long INTERVAL_MS = 50;
    private static final double KILOBYTES_PER_MEGABYTE = 1024;

    private final ScheduledExecutorService sampler = Executors.newSingleThreadScheduledExecutor();
    private double peak;
    private double unreclaimable;
    private Duration processorTime = Duration.ZERO;

    private TrainerSampler() {}

    @SuppressWarnings("FutureReturnValueIgnored") // what can end the schedule is met again by toJson()
    static TrainerSampler start() {
        TrainerSampler started = new TrainerSampler();
        started.sampler.scheduleWithFixedDelay(started::sample, 0, INTERVAL_MS, TimeUnit.MILLISECONDS);
        return started;
    }

    private synchronized void sample() {
        ProcessHandle.current().children().forEach(child -> {
            try {
                List<String> status = Files.readAllLines(Path.of("/proc", String.valueOf(child.pid()), "status"));
                peak = Math.max(peak, megabytes(status, "VmHWM"));
                unreclaimable = Math.max(unreclaimable, megabytes(status, "RssAnon"));
            } catch (IOException | UncheckedIOException gone) {
                return;
            }
            processorTime = child.info()
                    .totalCpuDuration()
                    .filter(taken -> taken.compareTo(processorTime) > 0)
                    .orElse(processorTime);
        });
    }

    private static double megabytes(List<String> status, String field) {
        return status.stream()
                        .filter(line -> line.startsWith(field + ":"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                        .max()
                        .orElse(0)
                / KILOBYTES_PER_MEGABYTE;
    }

    /** So far. */
    synchronized ObjectNode toJson() {
        sample();
        return Json.object()
                .put("trainer_peak_rss_mb", FigureFormat.rounded(peak))
                .put("trainer_peak_anonymous_mb", FigureFormat.rounded(unreclaimable))
                .put("trainer_cpu_s", FigureFormat.rounded(processorTime.toMillis() / 1e3));
    }

    @Override
    public void close() {
        sampler.shutdownNow();
    }
}
