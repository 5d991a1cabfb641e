package io.modelfactory.worker.console.view;

import io.modelfactory.worker.console.access.ConsoleRole;
import io.modelfactory.worker.console.access.Viewer;
import io.modelfactory.worker.console.route.NavigationEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What stands around every page.
 *
 * @param path of the page itself with its query, to come back to after sign in
 * @param actions whether this console acts at all
 * @param signInPath where to sign in; empty where no sign-in is needed
 * @param drawnAt when the page was made, by this process's clock
 * @param age how long that was ago when it was sent
 */
public record PageFrame(
        String title,
        NavigationEntry current,
        String path,
        Optional<Viewer> viewer,
        boolean actions,
        Optional<String> signInPath,
        String release,
        AssetFiles assets,
        Instant drawnAt,
        Duration age) {

    /** The entries of the navigation. */
    public List<NavigationEntry> navigation() {
        return List.of(NavigationEntry.values()).stream()
                .filter(entry -> entry != NavigationEntry.NONE)
                .toList();
    }

    /** Whether the viewer may do what operators do, here and now. */
    public boolean operates() {
        return actions && viewer.filter(who -> who.is(ConsoleRole.OPERATOR)).isPresent();
    }

    /** Whether the viewer may do what auditors do. */
    public boolean audits() {
        return viewer.filter(who -> who.is(ConsoleRole.AUDITOR)).isPresent();
    }

    /** The value of the hidden field {@code csrf} of each form. */
    public String csrfToken() {
        return viewer.flatMap(Viewer::csrfToken).orElse("");
    }
}
