package io.modelfactory.worker.dataset;

import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.resolve.DatasetMaterialization;
import io.modelfactory.worker.resolve.DatasetMaterialization.DataFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A database for the preparations of small builds, one after the other: opening one takes longer than preparing a
 * thousand rows. Each preparation has a catalog of its own in it, which is detached at its end, and can read nothing
 * but files below one folder, where the preparation puts copies of its files. The database is opened anew after a
 * preparation whose catalog could not be detached.
 */
public final class KeptDatabase implements AutoCloseable {
    /** With more, a database with all threads is worth being opened. */
    private static final long MAX_ROWS = 20_000;

    private static final long MAX_BYTES = 4L << 20;

    private final Path folder;
    private final String memoryLimit;
    private Optional<DuckDb> database = Optional.empty();
    private boolean lent;

    /**
     * @param folder that nothing else is put into; created when it is needed, in one that is there
     * @param memoryLimit as DuckDB writes it, such as {@code 1GB}; beyond it rows are spilled into the folder
     */
    public KeptDatabase(Path folder, String memoryLimit) {
        this.folder = folder.toAbsolutePath();
        this.memoryLimit = memoryLimit;
    }

    static boolean holds(List<DatasetMaterialization> materializations) {
        return sum(materializations, DataFile::rows) <= MAX_ROWS && sum(materializations, DataFile::bytes) <= MAX_BYTES;
    }

    private interface Size {
        long of(DataFile file);
    }

    private static long sum(List<DatasetMaterialization> materializations, Size size) {
        return materializations.stream()
                .flatMap(materialization -> materialization.files().stream())
                .mapToLong(size::of)
                .sum();
    }

    /** Where files have to lie to be read. */
    Path folder() {
        return folder;
    }

    /** Opens the database ahead of the first preparation. */
    public synchronized void warmUp() {
        if (database.isEmpty()) {
            database = Optional.of(DuckDb.openOnFolder(createFolder(), memoryLimit));
        }
    }

    /**
     * The database with an empty catalog, until it is closed; empty while another preparation has it. What a
     * preparation leaves is gone when it is lent again.
     */
    synchronized Optional<DuckDb> lend() {
        if (lent) {
            return Optional.empty();
        }
        warmUp();
        DuckDb shared = database.orElseThrow();
        try {
            DuckDb empty = shared.withCatalog(this::takeBack);
            lent = true;
            return Optional.of(empty);
        } catch (IllegalStateException broken) {
            discard();
            throw broken;
        }
    }

    private synchronized void takeBack(boolean detached) {
        lent = false;
        if (!detached) {
            discard();
        }
    }

    private void discard() {
        database.ifPresent(DuckDb::close);
        database = Optional.empty();
    }

    /** Without its parent: that is deleted once, by a process that ends, and must not come back. */
    private Path createFolder() {
        try {
            return Files.isDirectory(folder) ? folder : Files.createDirectory(folder);
        } catch (IOException e) {
            throw new TransientFaultException("cannot create a folder in the scratch folder", e);
        }
    }

    /** A copy of a file where it can be read, in the folder of a preparation. */
    static Path copy(Path file, Path folder) {
        try {
            return Files.copy(file, folder.resolve("file-" + UUID.randomUUID()));
        } catch (IOException e) {
            throw new TransientFaultException("cannot copy a file to the scratch folder", e);
        }
    }

    @Override
    public synchronized void close() {
        discard();
    }
}
