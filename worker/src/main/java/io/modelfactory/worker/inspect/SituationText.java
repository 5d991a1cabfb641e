package io.modelfactory.worker.inspect;

import io.modelfactory.worker.ledger.activity.RunProgress;
import io.modelfactory.worker.ledger.activity.RunSituation;
import io.modelfactory.worker.ledger.activity.RunSituation.HandBack;
import io.modelfactory.worker.ledger.activity.RunSituation.LeaseHolder;
import io.modelfactory.worker.ledger.activity.WorkerStatus;
import io.modelfactory.worker.ledger.activity.WorkerStatus.WorkerState;
import io.modelfactory.worker.ledger.run.RunRecord;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Who works on a run that has work left, or what it waits for, in words. */
public final class SituationText {
    private SituationText() {}

    /** Parts of a sentence about the run, in the order of their weight; the first one is a predicate. */
    public static List<String> parts(RunRecord run, RunSituation situation) {
        List<String> parts = new ArrayList<>();
        parts.add(predicate(run, situation));
        if (!situation.isWorkedOn()) {
            situation.handedBack().map(SituationText::handedBack).ifPresent(parts::add);
            parts.add(workers(situation));
            situation
                    .position()
                    .filter(position -> position.more() || position.runsBefore() > 0)
                    .map(position ->
                            (position.more() ? "at least " : "") + runs(position.runsBefore()) + " claimed before it")
                    .ifPresent(parts::add);
        }
        situation
                .similarRuns()
                .map(similar -> "runs like it took %s (median of %d), nine of ten at most %s"
                        .formatted(
                                DurationText.of(similar.median()),
                                similar.runs(),
                                DurationText.of(similar.percentile90())))
                .ifPresent(parts::add);
        return parts;
    }

    /** Without the reason for which a run waits for its retry. */
    private static String predicate(RunRecord run, RunSituation situation) {
        if (situation.isWorkedOn()) {
            return situation
                    .holder()
                    .map(holder -> "is worked on by " + name(holder)
                            + situation
                                    .progress()
                                    .map(progress -> ": " + text(progress))
                                    .orElse(""))
                    .orElseThrow();
        } else if (situation.holder().isPresent()) {
            return abandoned(situation.holder().get());
        } else if (run.availableAt().isAfter(situation.asOf())) {
            return "waits until " + run.availableAt().truncatedTo(ChronoUnit.SECONDS) + " to be tried again";
        }
        return "waits for a worker to claim it, since " + run.availableAt().truncatedTo(ChronoUnit.SECONDS);
    }

    private static String text(RunProgress progress) {
        return ProgressText.of(progress);
    }

    /** Its lease, live or not, belongs to a worker of which nothing is seen any more. */
    private static String abandoned(LeaseHolder holder) {
        String worker = holder.registration()
                .map(SituationText::lastSeen)
                .map(seen -> "its worker " + seen)
                .orElse("its worker " + holder.workerId() + " has not renewed its lease");
        return "is not worked on: " + worker + "; another worker may claim it "
                + (holder.leaseLive() ? "from " : "since ")
                + holder.leaseEnds().truncatedTo(ChronoUnit.SECONDS) + ", when its lease "
                + (holder.leaseLive() ? "ends" : "ended");
    }

    private static String name(LeaseHolder holder) {
        return holder.workerId()
                + holder.registration()
                        .map(worker -> " on " + worker.registration().host())
                        .orElse("");
    }

    private static String lastSeen(WorkerStatus worker) {
        String name = worker.workerId() + " on " + worker.registration().host();
        String ago = DurationText.of(worker.lastSeenAgo()) + " ago";
        return name + (worker.state() == WorkerState.STOPPED ? " stopped " : " was last seen ") + ago;
    }

    private static String handedBack(HandBack back) {
        return "handed back by " + back.workerId() + " at " + back.at().truncatedTo(ChronoUnit.SECONDS)
                + (back.reason().isBlank() ? "" : " (" + back.reason() + ")");
    }

    /** How many workers there are to claim it. */
    public static String workers(RunSituation situation) {
        int living = situation.livingWorkers();
        if (living > 0) {
            return living == 1 ? "1 worker is alive" : living + " workers are alive";
        }
        Optional<String> last = situation.lastSeenWorker().map(SituationText::lastSeen);
        return "no worker is alive" + last.map(seen -> " (" + seen + ")").orElse("");
    }

    private static String runs(int count) {
        return count == 1 ? "1 run is" : count + " runs are";
    }
}
