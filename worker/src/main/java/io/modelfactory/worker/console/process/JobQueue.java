package io.modelfactory.worker.console.process;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.apache.commons.lang3.concurrent.BasicThreadFactory;

/**
 * Runs jobs one at a time, each in a process of its own that is ended when it takes too long. Jobs are known to this
 * process only, the last {@value #MAX_KEPT} of them.
 */
public final class JobQueue implements AutoCloseable {
    static final int MAX_KEPT = 200;
    static final int MAX_WAITING = 20;

    private final Duration timeout;
    private final Clock clock;
    private final Map<String, Job> jobs = new LinkedHashMap<>();
    private final ExecutorService runner = Executors.newSingleThreadExecutor(
            BasicThreadFactory.builder().namingPattern("console-jobs").daemon().build());

    /** @param timeout of one job, from its start */
    public JobQueue(Duration timeout, Clock clock) {
        this.timeout = timeout;
        this.clock = clock;
    }

    /** Whether as many jobs wait as may. */
    public synchronized boolean isFull() {
        return jobs.values().stream().filter(job -> !job.status().isOver()).count() >= MAX_WAITING;
    }

    /**
     * @param id under which it is found again
     * @param onEnd told how it ended, once, also if it was ended before it began
     */
    public synchronized void submit(String id, JobRequest request, Consumer<JobStatus> onEnd) {
        Job job = new Job(id, request, clock);
        jobs.put(id, job);
        forgetOld();
        runner.execute(() -> {
            job.run(timeout);
            onEnd.accept(job.status());
        });
    }

    private void forgetOld() {
        List<String> over = jobs.values().stream()
                .filter(job -> job.status().isOver())
                .map(Job::id)
                .toList();
        over.stream().limit(Math.max(0, jobs.size() - MAX_KEPT)).forEach(jobs::remove);
    }

    /** Ends a job, whether it waits or runs; false if it was over already, or is not known. */
    public boolean cancel(String id) {
        return job(id).map(job -> job.end(JobState.CANCELLED)).orElse(false);
    }

    public Optional<JobStatus> find(String id) {
        return job(id).map(Job::status);
    }

    /** Latest first. */
    public synchronized List<JobStatus> all() {
        List<JobStatus> all = new ArrayList<>();
        jobs.values().forEach(job -> all.add(0, job.status()));
        return all;
    }

    private synchronized Optional<Job> job(String id) {
        return Optional.ofNullable(jobs.get(id));
    }

    /** Ends what runs, and what waits. */
    @Override
    public void close() {
        List<Job> known;
        synchronized (this) {
            known = new ArrayList<>(jobs.values());
        }
        known.forEach(job -> job.end(JobState.CANCELLED));
        runner.shutdown();
    }
}
