package io.modelfactory.worker.app.command;

import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.worker.app.runtime.Inspection;
import picocli.CommandLine.Mixin;

/** What the commands share that look at runs: a profile to run under, and how they answer. */
final class InspectionOption {
    @Mixin
    private final ProfileOption profile = new ProfileOption();

    Inspection open() {
        JsonSchemas schemas = new JsonSchemas();
        return new Inspection(profile.load(schemas), schemas);
    }
}
