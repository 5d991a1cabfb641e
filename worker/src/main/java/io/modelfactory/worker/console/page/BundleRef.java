package io.modelfactory.worker.console.page;

import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.Evidence.ArtifactName;
import io.modelfactory.worker.console.view.Show;
import io.modelfactory.worker.ledger.run.RunRecord;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A bundle, as the registry's folders name it. */
public record BundleRef(String bundleId, String bundleVersion) {
    private static final Pattern FOLDER = Pattern.compile("(?:.*/)?registry/bundles/([^/]+)/([^/]+)/[^/]+");

    /** The bundle that a run has published; empty if it has not. */
    static Optional<BundleRef> of(RunRecord run) {
        ArtifactRef record = run.refs().get(ArtifactName.REGISTRY_RECORD.key());
        if (record == null) {
            return Optional.empty();
        }
        Matcher matched = FOLDER.matcher(record.ref());
        return matched.matches() ? Optional.of(new BundleRef(matched.group(1), matched.group(2))) : Optional.empty();
    }

    /** The address of the page about it. */
    public String path() {
        return "/bundles/" + Show.url(bundleId) + "/" + Show.url(bundleVersion);
    }
}
