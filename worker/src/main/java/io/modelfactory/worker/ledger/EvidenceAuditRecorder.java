package io.modelfactory.worker.ledger;

import io.modelfactory.worker.artifact.EvidenceAudit;
import io.modelfactory.worker.artifact.ReferenceAccess;
import io.modelfactory.worker.artifact.ReferenceAccess.Purpose;
import io.modelfactory.worker.ledger.postgres.Database;
import io.modelfactory.worker.ledger.postgres.StatementBatch;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Writes down which protected references a worker follows. Each record is committed by itself, before anything comes of what
 * was read: a worker that dies later leaves it behind, and one whose ledger does not answer hands its run back.
 */
public final class EvidenceAuditRecorder {
    private final Database database;
    private final String workerId;

    /** @param workerId names the process that reads */
    public EvidenceAuditRecorder(DataSource dataSource, String workerId) {
        this.database = new Database(dataSource);
        this.workerId = workerId;
    }

    /**
     * Takes down what is read for a run, on behalf of whoever asked for it. Throws {@link LeaseLostException} when the run is
     * another's: then nothing may come of what was read, and nothing is written.
     */
    public EvidenceAudit forLease(Lease lease) {
        return resolutions -> database.transaction(handle -> {
            RunRow row = RunDao.findLeased(handle, lease).orElseThrow(() -> new LeaseLostException(lease));
            StatementBatch pipeline = new StatementBatch();
            AuditDao.append(
                    pipeline,
                    resolutions.stream()
                            .map(resolution -> entry(row, resolution))
                            .toList());
            pipeline.execute(handle);
            return resolutions.size();
        });
    }

    private AuditEntry entry(RunRow row, ReferenceAccess resolution) {
        RunRecord run = row.run();
        return new AuditEntry(
                run.platformRunId(),
                Optional.of(run.runKey()),
                Optional.empty(),
                resolution.purpose() == Purpose.PUBLISH ? row.publishingActor() : row.trainingActor(),
                workerId,
                resolution);
    }
}
