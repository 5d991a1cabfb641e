package io.modelfactory.worker.dataset.duckdb;

import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.resolve.DatasetMaterialization;
import io.modelfactory.worker.resolve.DatasetMaterialization.Columns;
import io.modelfactory.worker.resolve.DatasetMaterialization.DataFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A database for the preparations of small builds, one after the other: opening one takes longer than preparing a
 * thousand rows. Each preparation has a catalog without rows, see {@link KeptCatalog}, and can read nothing but files
 * below one folder, where the preparation puts copies of its files. The database is opened anew after a preparation
 * whose catalog could neither be emptied nor detached.
 */
public final class KeptDatabase implements AutoCloseable {
    /** With more, a database with all threads is worth being opened. */
    private static final long MAX_ROWS = 20_000;

    private static final long MAX_BYTES = 4L << 20;
    private static final int MOST_CATALOGS = 4;

    private final Path folder;
    private final String memoryLimit;
    private Optional<DuckDb> database = Optional.empty();
    /** Those that are not lent, the one that was used longest ago first. */
    private final Map<Columns, KeptCatalog> catalogs = new LinkedHashMap<>();

    private int attached;
    private boolean lent;

    /**
     * @param folder that nothing else is put into; created when it is needed, in one that is there
     * @param memoryLimit as DuckDB writes it, such as {@code 1GB}; beyond it rows are spilled into the folder
     */
    public KeptDatabase(Path folder, String memoryLimit) {
        this.folder = folder.toAbsolutePath();
        this.memoryLimit = memoryLimit;
    }

    public static boolean holds(List<DatasetMaterialization> materializations) {
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
    public Path folder() {
        return folder;
    }

    /** Opens the database ahead of the first preparation. */
    public synchronized void warmUp() {
        if (database.isEmpty()) {
            database = Optional.of(DuckDb.openOnFolder(createFolder(), memoryLimit));
        }
    }

    /**
     * The database with a catalog without rows, until it is closed; empty while another preparation has it.
     *
     * @param columns the catalog is one that a preparation of the same columns has left, if there is any
     */
    public synchronized Optional<DuckDb> lend(Columns columns) {
        if (lent) {
            return Optional.empty();
        }
        warmUp();
        try {
            KeptCatalog catalog = catalog(columns);
            catalog.use();
            lent = true;
            return Optional.of(DuckDb.of(catalog, () -> takeBack(columns, catalog)));
        } catch (SQLException broken) {
            discard();
            throw DuckDbErrors.toException(broken);
        } catch (IllegalStateException broken) {
            discard();
            throw broken;
        }
    }

    private KeptCatalog catalog(Columns columns) throws SQLException {
        Optional<KeptCatalog> left = Optional.ofNullable(catalogs.remove(columns));
        if (left.isPresent()) {
            if (left.get().isEmpty()) {
                return left.get();
            }
            left.get().detach();
        }
        return database.orElseThrow().attach("preparation_" + attached++, folder);
    }

    private synchronized void takeBack(Columns columns, KeptCatalog catalog) throws SQLException {
        lent = false;
        boolean sound = false;
        try {
            if (catalog.isWorthKeeping() && catalog.empty()) {
                catalogs.put(columns, catalog);
                if (catalogs.size() > MOST_CATALOGS) {
                    Iterator<KeptCatalog> eldest = catalogs.values().iterator();
                    KeptCatalog forgotten = eldest.next();
                    eldest.remove();
                    forgotten.detach();
                }
            } else {
                catalog.detach();
            }
            sound = true;
        } finally {
            if (!sound) {
                discard();
            }
        }
    }

    private void discard() {
        catalogs.clear();
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
    public static Path copy(Path file, Path folder) {
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
