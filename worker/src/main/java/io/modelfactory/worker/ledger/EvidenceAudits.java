package io.modelfactory.worker.ledger;

import static io.modelfactory.worker.ledger.RunEventType.PUBLISH_REQUESTED;
import static io.modelfactory.worker.ledger.RunEventType.PUBLISH_RETRY_REQUESTED;
import static io.modelfactory.worker.ledger.RunEventType.REQUEST_QUEUED;

import io.modelfactory.worker.artifact.EvidenceAudit;
import io.modelfactory.worker.artifact.Resolution;
import io.modelfactory.worker.artifact.Resolution.Purpose;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;

/**
 * Writes down which protected references a worker follows. Each record is committed by itself, before anything comes of what
 * was read: a worker that dies later leaves it behind, and one whose ledger does not answer hands its run back.
 */
public final class EvidenceAudits {
    private final Database database;
    private final String workerId;

    /** @param workerId names the process that reads */
    public EvidenceAudits(DataSource dataSource, String workerId) {
        this.database = new Database(dataSource);
        this.workerId = workerId;
    }

    /** Takes down what is read for a run, on behalf of whoever asked for it. */
    public EvidenceAudit of(RunRecord run) {
        return resolutions -> database.transaction(handle -> {
            Map<Boolean, Actor> actors = new HashMap<>();
            List<AuditEntry> entries = new ArrayList<>(resolutions.size());
            for (Resolution resolution : resolutions) {
                Actor actor = actors.computeIfAbsent(
                        resolution.purpose() == Purpose.PUBLISH, publish -> actor(handle, run, publish));
                entries.add(new AuditEntry(
                        run.platformRunId(), Optional.of(run.runKey()), Optional.empty(), actor, workerId, resolution));
            }
            AuditDao.append(handle, entries);
            return entries.size();
        });
    }

    private static Actor actor(Handle handle, RunRecord run, boolean toPublish) {
        Optional<String> asker = toPublish
                ? EventDao.asker(handle, run.runKey(), REQUEST_QUEUED, PUBLISH_REQUESTED, PUBLISH_RETRY_REQUESTED)
                : EventDao.asker(handle, run.runKey(), REQUEST_QUEUED);
        return asker.map(Actor::of).orElse(Actor.FACTORY);
    }
}
