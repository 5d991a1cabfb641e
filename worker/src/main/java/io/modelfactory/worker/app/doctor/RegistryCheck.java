package io.modelfactory.worker.app.doctor;

import io.modelfactory.worker.app.wiring.ReleaseSchema;
import io.modelfactory.worker.app.wiring.ReleaseSchema.Writer;
import io.modelfactory.worker.app.wiring.SerdeFactory;
import io.modelfactory.worker.config.Wiring;
import io.modelfactory.worker.kafka.RegisteredSchemas;
import java.time.Duration;
import java.util.List;

/** Whether the schema registry answers, and its schemas go with this release's. */
final class RegistryCheck implements DoctorCheck {
    private final Wiring wiring;
    private final Duration timeout;

    RegistryCheck(Wiring wiring, Duration timeout) {
        this.wiring = wiring;
        this.timeout = timeout;
    }

    @Override
    public String subject() {
        return "schema registry";
    }

    @Override
    public List<DoctorFinding> examine() {
        RegisteredSchemas registered =
                SerdeFactory.forCommand(wiring.schemaRegistry(), timeout).registered();
        return ReleaseSchema.of(wiring.kafka().topics()).stream()
                .map(ours -> ours.bestEffort() ? finding(registered, ours).cappedAtWarn() : finding(registered, ours))
                .toList();
    }

    private static DoctorFinding finding(RegisteredSchemas registered, ReleaseSchema ours) {
        String name = "schema of " + ours.topic();
        return switch (registered.status(ours.topic(), ours.schema())) {
            case REGISTERED -> DoctorFinding.ok(name, "this release's is registered");
            case INCOMPATIBLE ->
                DoctorFinding.fail(
                        name,
                        "this release cannot read records of the latest one that is registered",
                        "see who registered it, or run the release that goes with it");
            case COMPATIBLE -> unregistered(registered, ours, name, "an older or newer one is registered");
            case ABSENT -> unregistered(registered, ours, name, "none is registered");
        };
    }

    /** Records of other producers need no schema of this release; its own records do. */
    private static DoctorFinding unregistered(
            RegisteredSchemas registered, ReleaseSchema ours, String name, String fact) {
        if (registered.autoRegister()) {
            return DoctorFinding.ok(name, fact + "; this release's is registered with the first record");
        } else if (ours.writer() != Writer.WORKERS) {
            return DoctorFinding.ok(name, fact + "; its writers have to register theirs");
        }
        return DoctorFinding.fail(
                name, fact + ", and auto.register.schemas is off", "register this release's: mf schemas --register");
    }
}
