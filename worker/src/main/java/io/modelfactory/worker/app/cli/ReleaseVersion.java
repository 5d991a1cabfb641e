package io.modelfactory.worker.app.cli;

import io.modelfactory.worker.release.WorkerRelease;
import picocli.CommandLine.IVersionProvider;

/** The version and the release that the build wrote into the jar. */
final class ReleaseVersion implements IVersionProvider {
    @Override
    public String[] getVersion() {
        WorkerRelease release = WorkerRelease.withoutDigest();
        return new String[] {"mf " + release.version() + ", release " + release.id()};
    }
}
