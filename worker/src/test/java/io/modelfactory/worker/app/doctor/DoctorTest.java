package io.modelfactory.worker.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.app.doctor.DoctorFinding.Severity;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {
    /** Enough for two threads to start on a busy machine; the check that hangs takes all of it. */
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    @Test
    void aCheckThatHangsOrThrowsKeepsNoOtherFromItsFinding() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        Doctor doctor = new Doctor(
                List.of(
                        check("hanging", () -> {
                            never.await();
                            return List.of();
                        }),
                        check("throwing", () -> {
                            throw new IllegalStateException("out of order");
                        }),
                        check("sound", () -> List.of(DoctorFinding.ok("sound", "well")))),
                TIMEOUT);

        List<DoctorFinding> findings = doctor.examine();

        assertThat(findings).extracting(DoctorFinding::subject).containsExactly("hanging", "throwing", "sound");
        assertThat(findings)
                .extracting(DoctorFinding::verdict)
                .containsExactly(Severity.FAIL, Severity.FAIL, Severity.OK);
        assertThat(findings.get(0).fact()).contains("no answer");
        assertThat(findings.get(1).fact()).isEqualTo("out of order");
        assertThat(findings.get(1).fix()).isPresent();
    }

    @Test
    void aScratchFolderMayBeCreatedLaterButNotInsideAFile(@TempDir Path folder) throws Exception {
        DoctorFinding later = new ScratchCheck(folder.resolve("a/b")).examine().get(0);

        assertThat(later.verdict()).isNotEqualTo(Severity.FAIL);
        assertThat(later.fact()).contains("a/b", "MB free");
        assertThat(folder).isEmptyDirectory();
    }

    private static DoctorCheck check(String subject, Callable<List<DoctorFinding>> examination) {
        return new DoctorCheck() {
            @Override
            public String subject() {
                return subject;
            }

            @Override
            public List<DoctorFinding> examine() throws Exception {
                return examination.call();
            }
        };
    }
}
