package io.modelfactory.worker.app.cli;

import picocli.CommandLine.IVersionProvider;

/** The version that the build wrote into the jar. */
final class ReleaseVersion implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = ReleaseVersion.class.getPackage().getImplementationVersion();
        return new String[] {"mf " + (version == null ? "(not packaged)" : version)};
    }
}
