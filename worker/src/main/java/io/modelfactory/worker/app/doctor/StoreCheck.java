package io.modelfactory.worker.app.doctor;

import io.modelfactory.worker.app.runtime.Stores;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.config.Wiring;
import java.util.List;

/** Whether the object store is there, and what is written to it stays as it was written. */
final class StoreCheck implements Check {
    private final Wiring.ObjectStore settings;

    StoreCheck(Wiring.ObjectStore settings) {
        this.settings = settings;
    }

    @Override
    public String subject() {
        return "object store";
    }

    @Override
    public List<Finding> examine() {
        if (Stores.isMissing(settings)) {
            return List.of(Finding.warn(
                    subject(),
                    "there is no folder " + settings.root(),
                    "mount it if it is shared; if it is this host's own, a worker creates it"));
        }
        try (ArtifactStore store = Stores.openExisting(settings)) {
            store.proveWriteOnce();
            return List.of(Finding.ok(subject(), settings.root() + " writes once and reads back what was written"));
        } catch (IllegalStateException broken) {
            return List.of(
                    Finding.fail(subject(), String.valueOf(broken.getMessage()), "use a store that writes once"));
        }
    }
}
