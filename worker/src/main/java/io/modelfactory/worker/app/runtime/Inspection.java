package io.modelfactory.worker.app.runtime;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.ArtifactStores;
import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.config.ConfigurationException;
import io.modelfactory.worker.config.Wiring;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.inspect.RunDocuments;
import io.modelfactory.worker.inspect.reproduce.Reproducer;
import io.modelfactory.worker.inspect.verify.Verifier;
import io.modelfactory.worker.ledger.LedgerMigrations;
import io.modelfactory.worker.ledger.RunLedger;
import io.modelfactory.worker.telemetry.WorkerMeters;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Ledger and store, opened to read. Each is opened when it is first asked for, so that a command waits for nothing that it
 * does not need; no schema is migrated and no folder created.
 */
public final class Inspection implements AutoCloseable {
    private final Configuration configuration;
    private final JsonSchemas schemas;
    private @Nullable HikariDataSource database;
    private @Nullable ArtifactStore store;

    public Inspection(Configuration configuration, JsonSchemas schemas) {
        this.configuration = configuration;
        this.schemas = schemas;
    }

    /**
     * The ledger; a change through it is refused by the database.
     *
     * @throws TransientFaultException if the database does not answer
     * @throws ConfigurationException if it holds no ledger
     */
    public RunLedger ledger() {
        return new RunLedger(database(), Worker.ledgerSettings(configuration, "mf-inspect"));
    }

    private HikariDataSource database() {
        if (database == null) {
            database = Databases.connectToRead(wiring().database());
            if (!LedgerMigrations.areThere(database)) {
                throw new ConfigurationException(
                        "profile",
                        List.of("wiring.database.url: the database holds no ledger; start a worker on it once, or point"
                                + " the profile at the worker's database"));
            }
        }
        return database;
    }

    /** @throws TransientFaultException if the store cannot be reached */
    public ArtifactStore store() {
        if (store == null) {
            Wiring.ObjectStore settings = wiring().objectStore();
            try {
                store = ArtifactStores.openToRead(settings.root(), settings.s3());
            } catch (TransientFaultException fault) {
                throw new TransientFaultException(
                        "wiring.object_store.root: the store cannot be read: " + fault.getMessage(), fault);
            }
        }
        return store;
    }

    public RunDocuments documents() {
        return new RunDocuments(store());
    }

    /** @param progress told now and then while large files are read */
    public Verifier verifier(Consumer<String> progress) {
        Rooms rooms = rooms(store());
        return new Verifier(store(), rooms.documents(), rooms.resolver(), progress);
    }

    /** @param scratch an empty folder for what is made again */
    public Reproducer reproducer(Path scratch) {
        return new Reproducer(store(), scratch, overlay -> rooms(overlay).stages());
    }

    /** Where scratch folders are made, under this profile. */
    public Path scratch() {
        return wiring().training().scratch();
    }

    private Rooms rooms(ArtifactStore over) {
        return new Rooms(configuration, schemas, over, new WorkerMeters(new SimpleMeterRegistry()));
    }

    private Wiring wiring() {
        return configuration.profile().wiring();
    }

    @Override
    public void close() {
        if (store != null) {
            store.close();
        }
        if (database != null) {
            database.close();
        }
    }
}
