package io.modelfactory.local.up;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which platform a command is about. */
final class DataOption {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The data folder (default: the running platform's, or $XDG_DATA_HOME/model-factory,"
                    + " which is ~/.local/share/model-factory if that is not set).")
    private Optional<Path> data = Optional.empty();

    @Option(names = "--json", description = "Answer in JSON, one document a line.")
    private boolean json;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this.")
    @SuppressWarnings("UnusedVariable") // picocli acts on the option itself
    private boolean help;

    private final XdgFolders folders;

    DataOption(XdgFolders folders) {
        this.folders = folders;
    }

    boolean json() {
        return json;
    }

    /** The file by which commands find the running platform. */
    Path publicStateFile() {
        return folders.state().resolve("up.json");
    }

    /** The folder that is named, or else the one of the platform that the state file is about, or else the default. */
    PlatformFolder folder() {
        return new PlatformFolder(named().or(this::noted).orElse(folders.data()));
    }

    /** The folder that is named, or the default; a platform that runs elsewhere does not count. */
    PlatformFolder folderToStart() {
        return new PlatformFolder(named().orElse(folders.data()));
    }

    /** What the state file says of a platform that is alive. */
    Optional<PlatformState> running() {
        return PlatformState.read(publicStateFile()).filter(state -> new PlatformFolder(state.data()).isInUse());
    }

    boolean isNamed() {
        return data.isPresent();
    }

    private Optional<Path> named() {
        return data.map(path -> path.toAbsolutePath().normalize());
    }

    private Optional<Path> noted() {
        return PlatformState.read(publicStateFile()).map(PlatformState::data);
    }
}
