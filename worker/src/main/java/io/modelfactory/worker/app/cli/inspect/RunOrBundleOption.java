package io.modelfactory.worker.app.cli.inspect;

import io.modelfactory.worker.app.cli.option.RunKeyParameter;
import io.modelfactory.worker.bundle.BundleIdentity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What a command is about: a run of the ledger, or a bundle in the registry; one of the two. */
final class RunOrBundleOption {
    @Parameters(paramLabel = RunKeyParameter.LABEL, description = RunKeyParameter.DESCRIPTION)
    private @Nullable String runKey;

    @Option(
            names = "--bundle",
            arity = "2",
            paramLabel = "ID VERSION",
            hideParamSyntax = true,
            description = "The bundle of this id and version, instead of a run.")
    private List<String> bundle = List.of();

    public Optional<String> runKey() {
        return Optional.ofNullable(runKey);
    }

    /** At least one, if there is no run. */
    public List<BundleIdentity> bundles() {
        List<BundleIdentity> bundles = new ArrayList<>();
        for (int id = 0; id < bundle.size(); id += 2) {
            bundles.add(new BundleIdentity(bundle.get(id), bundle.get(id + 1)));
        }
        return bundles;
    }
}
