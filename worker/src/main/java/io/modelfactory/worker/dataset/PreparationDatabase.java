package io.modelfactory.worker.dataset;

import io.modelfactory.worker.artifact.folder.FolderTree;
import io.modelfactory.worker.dataset.duckdb.DuckDb;
import io.modelfactory.worker.dataset.duckdb.KeptDatabase;
import io.modelfactory.worker.dataset.file.DatasetFileVerifier;
import io.modelfactory.worker.dataset.file.Utf8Transcoder;
import io.modelfactory.worker.dataset.file.VerifiedFile;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.resolve.DatasetMaterialization;
import io.modelfactory.worker.resolve.DatasetMaterialization.DataFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The database of one preparation, the verified files that it can read, and the folder that it works in. */
final class PreparationDatabase implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PreparationDatabase.class);

    private final Path folder;
    private final List<VerifiedFile> files;
    private final DuckDb db;

    private PreparationDatabase(Path folder, List<VerifiedFile> files, DuckDb db) {
        this.folder = folder;
        this.files = files;
        this.db = db;
    }

    /**
     * @param scratch folder for the folders of databases of their own
     * @param threads of a database of its own
     * @param memoryLimit of a database of its own
     * @param inFile whether the rows of such a database lie in a file, for more of them than memory holds
     * @param kept for preparations that it holds
     */
    record Settings(Path scratch, int threads, String memoryLimit, boolean inFile, Optional<KeptDatabase> kept) {

        /** @param files gives the absolute path of a file when it is about to be read */
        PreparationDatabase open(List<DatasetMaterialization> materializations, Function<DataFile, Path> files) {
            Optional<KeptDatabase> shared = kept.filter(any -> KeptDatabase.holds(materializations));
            Optional<DuckDb> lent =
                    shared.flatMap(any -> any.lend(materializations.get(0).columns()));
            if (lent.isPresent()) {
                return open(lent, shared.orElseThrow().folder(), materializations, files);
            }
            return open(lent, scratch, materializations, files);
        }

        private PreparationDatabase open(
                Optional<DuckDb> lent,
                Path parent,
                List<DatasetMaterialization> materializations,
                Function<DataFile, Path> files) {
            Optional<Path> folder = Optional.empty();
            try {
                Path created = createFolder(parent);
                folder = Optional.of(created);
                Function<DataFile, Path> readable =
                        lent.isEmpty() ? files : file -> KeptDatabase.copy(files.apply(file), created);
                List<VerifiedFile> verified = new Utf8Transcoder(created)
                        .transcode(new DatasetFileVerifier(readable).verify(materializations));
                List<Path> paths = verified.stream().map(VerifiedFile::path).toList();
                DuckDb db = lent.orElseGet(() -> inFile
                        ? DuckDb.openInFile(created, threads, memoryLimit, paths)
                        : DuckDb.open(created, threads, memoryLimit, paths));
                return new PreparationDatabase(created, verified, db);
            } catch (RuntimeException | Error unusable) {
                lent.ifPresent(DuckDb::close);
                folder.ifPresent(PreparationDatabase::delete);
                throw unusable;
            }
        }
    }

    DuckDb db() {
        return db;
    }

    List<VerifiedFile> files() {
        return files;
    }

    Path folder() {
        return folder;
    }

    private static Path createFolder(Path parent) {
        try {
            Files.createDirectories(parent);
            return Files.createTempDirectory(parent, "dataset-").toAbsolutePath();
        } catch (IOException e) {
            throw new TransientFaultException("cannot create a working folder in the scratch folder", e);
        }
    }

    private static void delete(Path folder) {
        try {
            FolderTree.delete(folder);
        } catch (IOException e) {
            LOG.warn("cannot clean up {}; it can be deleted by hand", folder, e);
        }
    }

    @Override
    public void close() {
        try {
            db.close();
        } finally {
            delete(folder);
        }
    }
}
