package io.modelfactory.worker.training.process.child;

import io.modelfactory.worker.progress.BuildProgress;
import io.modelfactory.worker.progress.LatestProgress;
import io.modelfactory.worker.progress.ProgressListener;
import io.modelfactory.worker.progress.RowsRead;
import io.modelfactory.worker.progress.TrainingRound;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.commons.lang3.concurrent.BasicThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the latest report of the build now and then, from a thread of its own: neither the rate of reports nor a worker
 * that does not read can hold the training up.
 */
final class ProgressSender implements ProgressListener {
    private static final Logger LOG = LoggerFactory.getLogger(ProgressSender.class);
    private static final long INTERVAL_MILLIS = 500;

    private final OutputStream messages;
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor(
            BasicThreadFactory.builder().namingPattern("progress").daemon().build());
    private volatile LatestProgress latest = new LatestProgress();
    private BuildProgress sent = BuildProgress.NONE;

    ProgressSender(OutputStream messages) {
        this.messages = messages;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // sendLatest catches what can go wrong; the process ends it
    void start() {
        scheduler.scheduleWithFixedDelay(this::sendLatest, INTERVAL_MILLIS, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Forgets what was reported of another build. */
    void reset() {
        latest = new LatestProgress();
    }

    @Override
    public void onRowsRead(RowsRead rows) {
        latest.onRowsRead(rows);
    }

    @Override
    public void onRound(TrainingRound round) {
        latest.onRound(round);
    }

    /** Also before each reply, so that what a step has done is known when it is done. */
    synchronized void sendLatest() {
        BuildProgress progress = latest.get();
        if (progress.equals(sent) || progress.equals(BuildProgress.NONE)) {
            return;
        }
        try {
            JsonSeqCodec.write(messages, new ProgressMessage(progress));
            sent = progress;
        } catch (IOException gone) {
            LOG.debug("the worker does not take progress any more", gone);
        }
    }
}
