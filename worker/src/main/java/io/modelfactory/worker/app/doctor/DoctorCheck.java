package io.modelfactory.worker.app.doctor;

import java.util.List;

/** One part of the examination. */
interface DoctorCheck {
    /** What it looks at, should it not come to an end by itself. */
    String subject();

    /** Looks. Whatever it throws is a finding too. */
    List<DoctorFinding> examine() throws Exception;
}
