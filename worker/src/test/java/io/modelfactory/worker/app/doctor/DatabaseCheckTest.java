package io.modelfactory.worker.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.ledger.schema.LedgerHealthCheck.ConnectionCapacity;
import org.junit.jupiter.api.Test;

class DatabaseCheckTest {
    @Test
    void asManyWorkersAsTheAutoscalerStartsFitIntoThePostgresqlDefault() {
        DoctorFinding finding = DatabaseCheck.connections(8, new ConnectionCapacity(97, 12));

        assertThat(finding.verdict()).isEqualTo(DoctorFinding.Severity.OK);
        assertThat(finding.fact()).contains("97", "10 workers of up to 9 each", "12 are open");
    }

    @Test
    void aPoolThatOnlyAFewWorkersCanHaveIsAWarningThatNamesTheSetting() {
        DoctorFinding finding = DatabaseCheck.connections(16, new ConnectionCapacity(97, 12));

        assertThat(finding.verdict()).isEqualTo(DoctorFinding.Severity.WARN);
        assertThat(finding.fact()).contains("5 workers of up to 17 each");
        assertThat(finding.fix()).hasValueSatisfying(fix -> assertThat(fix).contains("wiring.database.pool_size"));
    }
}
