package io.modelfactory.worker.ledger;

import io.modelfactory.worker.artifact.EvidenceAudit;
import io.modelfactory.worker.artifact.Resolution;
import io.modelfactory.worker.artifact.Resolution.Purpose;
import java.util.Optional;
import javax.sql.DataSource;

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

    /**
     * Takes down what is read for a run, on behalf of whoever asked for it. Throws {@link LeaseLostException} when the run is
     * another's: then nothing may come of what was read, and nothing is written.
     */
    public EvidenceAudit of(Lease lease) {
        return resolutions -> database.transaction(handle -> {
            RunRow row = RunDao.findHeld(handle, lease).orElseThrow(() -> new LeaseLostException(lease));
            Pipeline pipeline = new Pipeline();
            AuditDao.append(
                    pipeline,
                    resolutions.stream()
                            .map(resolution -> entry(row, resolution))
                            .toList());
            pipeline.send(handle);
            return resolutions.size();
        });
    }

    private AuditEntry entry(RunRow row, Resolution resolution) {
        RunRecord run = row.run();
        return new AuditEntry(
                run.platformRunId(),
                Optional.of(run.runKey()),
                Optional.empty(),
                resolution.purpose() == Purpose.PUBLISH ? row.publishedFor() : row.trainedFor(),
                workerId,
                resolution);
    }
}
