package io.modelfactory.local.up;

import io.modelfactory.local.up.PlatformState.Phase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.function.UnaryOperator;

/** Writes the state of this process to the data folder, and to the file by which the command line finds it. */
final class StatePublisher implements AutoCloseable {
    private final PlatformFolder folder;
    private final Path publicFile;
    private PlatformState current;

    StatePublisher(PlatformFolder folder, Path publicFile, Clock clock) {
        this.folder = folder;
        this.publicFile = publicFile;
        this.current = PlatformState.initial(
                folder, ProcessHandle.current().pid(), clock.instant().truncatedTo(ChronoUnit.SECONDS));
    }

    synchronized void publish(UnaryOperator<PlatformState> change) {
        current = change.apply(current);
        current.write(folder.stateFile());
        current.write(publicFile);
    }

    /** Nothing runs any more that commands may find; why the platform failed stays to be read. */
    @Override
    public synchronized void close() {
        if (current.phase() != Phase.FAILED) {
            delete(folder, publicFile);
        }
    }

    static void delete(PlatformFolder folder, Path publicFile) {
        try {
            Files.deleteIfExists(folder.stateFile());
            if (PlatformState.read(publicFile)
                    .filter(state -> state.data().equals(folder.root()))
                    .isPresent()) {
                Files.deleteIfExists(publicFile);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete the state files of " + folder.root(), e);
        }
    }
}
