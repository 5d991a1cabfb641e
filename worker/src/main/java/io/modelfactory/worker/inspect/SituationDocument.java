package io.modelfactory.worker.inspect;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.ledger.activity.RunProgress;
import io.modelfactory.worker.ledger.activity.RunSituation;
import io.modelfactory.worker.ledger.activity.WorkerStatus;
import java.time.Duration;

/** Who works on a run, or what it waits for, for programs. Durations are seconds. */
public final class SituationDocument {
    private SituationDocument() {}

    public static ObjectNode of(RunSituation situation) {
        ObjectNode document = Json.object()
                .put("as_of", situation.asOf().toString())
                .put("worked_on", situation.isWorkedOn())
                .put("living_workers", situation.livingWorkers());
        situation.holder().ifPresent(holder -> {
            ObjectNode held = document.putObject("holder")
                    .put("worker_id", holder.workerId())
                    .put("lease_ends", holder.leaseEnds().toString())
                    .put("lease_live", holder.leaseLive());
            holder.registration()
                    .ifPresent(worker -> held.put("state", worker.state().name())
                            .put("last_seen_ago_seconds", seconds(worker.lastSeenAgo())));
        });
        situation
                .handedBack()
                .ifPresent(back -> document.putObject("handed_back")
                        .put("worker_id", back.workerId())
                        .put("at", back.at().toString())
                        .put("reason", back.reason()));
        situation.lastSeenWorker().ifPresent(worker -> document.set("last_seen_worker", of(worker)));
        situation
                .position()
                .ifPresent(position -> document.putObject("position")
                        .put("runs_before", position.runsBefore())
                        .put("more", position.more()));
        situation
                .similarRuns()
                .ifPresent(similar -> document.putObject("similar_runs")
                        .put("runs", similar.runs())
                        .put("median_seconds", seconds(similar.median()))
                        .put("percentile_90_seconds", seconds(similar.percentile90())));
        situation.progress().ifPresent(progress -> document.set("progress", of(progress)));
        return document;
    }

    /** How far a claim of a run has come. */
    public static ObjectNode of(RunProgress progress) {
        ObjectNode document = Json.objectTree(progress);
        progress.stageTimeLeft().ifPresent(left -> document.put("stage_seconds_left", seconds(left)));
        return document;
    }

    /** A worker. */
    public static ObjectNode of(WorkerStatus worker) {
        ObjectNode document = Json.objectTree(worker);
        document.remove("heartbeat");
        document.remove("last_seen_ago");
        return document.put("heartbeat_seconds", seconds(worker.registration().heartbeat()))
                .put("last_seen_ago_seconds", seconds(worker.lastSeenAgo()));
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1e3;
    }
}
