package io.modelfactory.worker.app.cli.starter;

import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.worker.app.cli.option.ProfileOption;
import io.modelfactory.worker.app.cli.option.RequesterOption;
import io.modelfactory.worker.app.starter.StarterDataset;
import io.modelfactory.worker.config.Configuration;
import java.io.IOException;
import picocli.CommandLine.Mixin;

/** Where a command that begins with a dataset looks for it, in whose name, and under which profile. */
final class StarterOptions {
    @Mixin
    private final DatasetPlace place = new DatasetPlace();

    @Mixin
    private final RequesterOption requester = new RequesterOption();

    @Mixin
    private final ProfileOption profile = new ProfileOption();

    ProfileOption profile() {
        return profile;
    }

    String principal(Configuration configuration) {
        return requester.principal(configuration);
    }

    StarterDataset dataset(String name, Configuration configuration, JsonSchemas schemas) throws IOException {
        return place.find(name, configuration, schemas);
    }
}
