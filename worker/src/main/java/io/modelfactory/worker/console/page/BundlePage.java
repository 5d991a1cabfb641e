package io.modelfactory.worker.console.page;

import io.modelfactory.worker.console.page.BundlesPage.BundleVersion;
import io.modelfactory.worker.console.route.NavigationEntry;
import io.modelfactory.worker.console.route.PageView;
import java.util.List;
import java.util.Optional;

/**
 * One bundle.
 *
 * @param version what the ledger knows of it; empty if no run of this ledger is known to have published it
 * @param files of its folder in the registry
 * @param hasCard whether a model card to look at is among them
 * @param opensslLines by which its signature is verified without this project; empty if it is not signed
 */
public record BundlePage(
        BundleRef bundle,
        String scope,
        Optional<BundleVersion> version,
        List<BundleFile> files,
        boolean hasCard,
        List<String> opensslLines,
        List<String> commands)
        implements PageView {

    public BundlePage {
        files = List.copyOf(files);
        opensslLines = List.copyOf(opensslLines);
        commands = List.copyOf(commands);
    }

    /** @param bytes its size; empty if it is not known */
    public record BundleFile(String name, Optional<Long> bytes, String path) {}

    @Override
    public String template() {
        return "bundle.jte";
    }

    @Override
    public String title() {
        return bundle.bundleVersion();
    }

    @Override
    public NavigationEntry navigation() {
        return NavigationEntry.BUNDLES;
    }
}
