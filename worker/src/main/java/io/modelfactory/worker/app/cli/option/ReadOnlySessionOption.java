package io.modelfactory.worker.app.cli.option;

import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.worker.app.wiring.ReadOnlySession;
import picocli.CommandLine.Mixin;

/** What the commands share that look at runs: a profile to run under, and how they answer. */
public final class ReadOnlySessionOption {
    @Mixin
    private final ProfileOption profile = new ProfileOption();

    @Mixin
    private final TimeoutOption timeout = new TimeoutOption();

    public ReadOnlySession open() {
        JsonSchemas schemas = new JsonSchemas();
        return new ReadOnlySession(profile.load(schemas), schemas, timeout.value());
    }
}
