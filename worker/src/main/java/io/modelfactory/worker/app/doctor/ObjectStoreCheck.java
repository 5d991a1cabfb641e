package io.modelfactory.worker.app.doctor;

import io.modelfactory.worker.app.wiring.StoreFactory;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.config.Wiring;
import java.util.List;

/** Whether the object store is there, and what is written to it stays as it was written. */
final class ObjectStoreCheck implements DoctorCheck {
    private final Wiring.ObjectStore settings;

    ObjectStoreCheck(Wiring.ObjectStore settings) {
        this.settings = settings;
    }

    @Override
    public String subject() {
        return "object store";
    }

    @Override
    public List<DoctorFinding> examine() {
        if (StoreFactory.isMissing(settings)) {
            return List.of(DoctorFinding.warn(
                    subject(),
                    "there is no folder " + settings.root(),
                    "mount it if it is shared; if it is this host's own, a worker creates it"));
        }
        try (ArtifactStore store = StoreFactory.openExisting(settings)) {
            store.verifyWriteOnce();
            return List.of(
                    DoctorFinding.ok(subject(), settings.root() + " writes once and reads back what was written"));
        } catch (IllegalStateException broken) {
            return List.of(
                    DoctorFinding.fail(subject(), String.valueOf(broken.getMessage()), "use a store that writes once"));
        }
    }
}
