package io.modelfactory.worker.artifact.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelfactory.worker.artifact.audit.ReferenceAccess.Purpose;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is read together is recorded together, before anything is made of it. */
class BufferedEvidenceAuditTest {
    private static final ReferenceAccess FIRST = access("first");
    private static final ReferenceAccess SECOND = access("second");

    private final List<List<ReferenceAccess>> recorded = new ArrayList<>();

    @Test
    void allReadingsAreOnRecordInOneCallBeforeTheResultIsReturned() {
        String result = BufferedEvidenceAudit.recordTogether(recorded::add, audit -> {
            audit.record(List.of(FIRST));
            audit.record(List.of(SECOND));
            assertThat(recorded).isEmpty();
            return "result";
        });

        assertThat(result).isEqualTo("result");
        assertThat(recorded).containsExactly(List.of(FIRST, SECOND));
    }

    @Test
    void whatWasReadBeforeAFailureIsOnRecordToo() {
        assertThatThrownBy(() -> BufferedEvidenceAudit.recordTogether(recorded::add, audit -> {
                    audit.record(List.of(FIRST));
                    throw new IllegalArgumentException("unusable");
                }))
                .isInstanceOf(IllegalArgumentException.class);

        assertThat(recorded).containsExactly(List.of(FIRST));
    }

    @Test
    void readingsThatCannotBeRecordedAreNotUsed() {
        EvidenceAudit broken = readings -> {
            throw new IllegalStateException("no ledger");
        };

        assertThatThrownBy(() -> BufferedEvidenceAudit.recordTogether(broken, audit -> {
                    audit.record(List.of(FIRST));
                    return "result";
                }))
                .hasMessage("no ledger");
        assertThatThrownBy(() -> BufferedEvidenceAudit.recordTogether(broken, audit -> {
                    audit.record(List.of(FIRST));
                    throw new IllegalArgumentException("unusable");
                }))
                .hasMessage("no ledger")
                .hasSuppressedException(new IllegalArgumentException("unusable"));
    }

    private static ReferenceAccess access(String ref) {
        return ReferenceAccess.resolved(Purpose.RESOLVE, "dataset_manifest", ref, "a".repeat(64));
    }
}
